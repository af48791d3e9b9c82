"""Two pages for whoever watches the service; they say how it is and nothing it knows."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from outbox.models import Delivery

# Beat looks every three seconds; this long without a delivery means nobody is delivering.
LATE = timedelta(minutes=5)


@require_safe
@never_cache
@login_not_required
def live(request: HttpRequest) -> JsonResponse:
    """Answer while the process can answer at all; asks nothing of the database."""
    return JsonResponse({"live": True})


@require_safe
@never_cache
@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when pages can be served: the database answers and its migrations are applied.

    A delivery that has waited long is reported as `late` but does not make the page fail: the
    portal takes referrals with broker, worker and mail server down.
    """
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending:
            return JsonResponse({"database": "ok", "migrations": "pending"}, status=503)
        late = Delivery.objects.waiting().filter(due_at__lt=timezone.now() - LATE).exists()
    except DatabaseError:
        return JsonResponse({"database": "unavailable"}, status=503)
    return JsonResponse({"database": "ok", "migrations": "ok", "outbox": "late" if late else "ok"})
