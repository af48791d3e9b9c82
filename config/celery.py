"""The worker and the beat: they only ever deliver what the outbox holds.

Messages carry no data and may be lost: without Redis they are files in a folder. Nothing stores
results, and the web never publishes.
"""

import os
import shutil
import warnings
from typing import Any

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import setup_logging
from django.conf import settings

from config.logging import configure
from outbox.schedule import BEAT_SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def broker() -> dict[str, Any]:
    """Return Celery's settings of the broker: Redis where it is named, else a folder."""
    settings.BROKER_DIR.mkdir(parents=True, exist_ok=True)
    if settings.REDIS_URL:
        return {
            "broker_url": settings.REDIS_URL,
            "broker_transport_options": {"global_keyprefix": settings.REDIS_KEY_PREFIX},
        }
    messages, tables = settings.BROKER_DIR / "messages", settings.BROKER_DIR / "tables"
    for folder in (messages, tables):
        folder.mkdir(exist_ok=True)
    return {
        "broker_url": "filesystem://localhost//",
        "broker_transport_options": {
            "data_folder_in": str(messages),
            "data_folder_out": str(messages),
            "control_folder": str(tables),
        },
    }


def forget_messages() -> None:
    """Delete messages left in the folder: each asks only to look at the outbox."""
    shutil.rmtree(settings.BROKER_DIR, ignore_errors=True)


if settings.DEMO:
    # Messages are JSON and the data is invented: the demo may run as root.
    warnings.simplefilter("ignore", SecurityWarning)

app = Celery("effective_support")
app.conf.update(
    **broker(),
    broker_connection_retry_on_startup=True,
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_default_queue="deliveries",
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,
    timezone=settings.TIME_ZONE,
    beat_schedule=BEAT_SCHEDULE,
    beat_schedule_filename=str(settings.BROKER_DIR / "beat-schedule"),
)
app.autodiscover_tasks()


@setup_logging.connect
def log_like_the_web(**_arguments: object) -> None:
    """Keep Celery from setting up logs of its own, which would print what tasks were given."""
    configure(settings.LOGGING)
