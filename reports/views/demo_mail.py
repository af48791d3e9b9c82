"""What the demo would have sent by e-mail; the address exists in a demo alone."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from reports.presenters.demo_mail import newest_mail


@public
@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """Show the newest e-mails of the demo."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not settings.DEMO or folder is None:
        raise Http404
    mails = newest_mail(Path(folder), timezone.now())
    return render(request, "reports/demo_mail.html", {"mails": mails})
