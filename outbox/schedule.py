"""The beat: one message every few seconds, worthless soon after."""

from datetime import timedelta
from typing import Any

DELIVER = "outbox.deliver"
EVERY = timedelta(seconds=3)

# A message nobody took in time expires, so that a worker coming back after a night finds one
# thing to do and not ten thousand.
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    DELIVER: {
        "task": DELIVER,
        "schedule": EVERY,
        "options": {"expires": 5},
    },
}
