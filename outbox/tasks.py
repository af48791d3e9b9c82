"""What a Celery worker does when the beat tells it to look."""

from celery import shared_task

from outbox.operations import deliver_due
from outbox.periodic import run_due_periodic
from outbox.schedule import DELIVER


@shared_task(name=DELIVER, ignore_result=True)
def deliver() -> None:
    """Deliver what is due, then run the periodic jobs that are due.

    The message carries nothing: losing it, or getting it twice, changes nothing. Deliveries go
    first, so that a job that kills its worker holds none of them up.
    """
    deliver_due()
    run_due_periodic()
