"""Deliveries: where they stand, and trying them again."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import HatRequest, hat_required
from accounts.errors import AlreadyDone, NotAllowed, OperationError
from accounts.rules import Permission
from directory.views.steps import done
from govuk.words import count_words
from reports import operations
from reports.forms import RetryAllForm
from reports.presenters.deliveries import (
    STATES,
    counts,
    delivery_rows,
    failing_jobs,
    in_state,
)

DELIVERIES_ON_A_PAGE = 50


@hat_required(Permission.ADMINISTER)
@require_safe
def deliveries(request: HatRequest) -> HttpResponse:
    """List deliveries by state, fifty a page, in a constant number of queries."""
    now = timezone.now()
    state = request.GET.get("state", "")
    state = state if state in STATES else "failing"
    numbers = counts(now)
    page = Paginator(in_state(state, now), DELIVERIES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "reports/deliveries.html",
        {
            "page_title": "Deliveries",
            "tabs": [
                {
                    "text": text,
                    "href": f"{reverse('reports:deliveries')}?state={name}",
                    "current": name == state,
                    "count": numbers[name],
                }
                for name, text in STATES.items()
            ],
            "state": state,
            "state_words": STATES[state],
            "page": page,
            "rows": delivery_rows(page, now),
            "address": f"?state={state}&",
            "retry_all": RetryAllForm() if numbers["failing"] + numbers["gave-up"] else None,
            "jobs": failing_jobs(now),
        },
    )


@hat_required(Permission.ADMINISTER)
@require_POST
def retry(request: HatRequest, delivery_id: UUID) -> HttpResponse:
    """Try one delivery again."""
    try:
        operations.retry_delivery(by=request.membership, delivery_id=delivery_id)
    except NotAllowed as refused:
        raise Http404 from refused
    except OperationError as refused:
        messages.error(request, refused.message)
    else:
        done(request, "Delivery tried again")
    return _back(request)


@hat_required(Permission.ADMINISTER)
@require_POST
def retry_failing(request: HatRequest) -> HttpResponse:
    """Try everything that is failing again."""
    form = RetryAllForm(request.POST)
    key = form.cleaned_data["form_key"] if form.is_valid() else None
    try:
        tried = operations.retry_failing(by=request.membership, form_key=key)
    except AlreadyDone:
        return _back(request)
    except NotAllowed as refused:
        raise Http404 from refused
    except OperationError as refused:
        messages.error(request, refused.message)
    else:
        done(request, f"{count_words(tried, 'delivery', 'deliveries')} tried again")
    return _back(request)


def _back(request: HatRequest) -> HttpResponse:
    state = request.POST.get("state", "")
    address = reverse("reports:deliveries")
    return redirect(f"{address}?state={state}" if state in STATES else address)
