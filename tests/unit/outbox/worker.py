"""A worker in a process of its own, which dies or dawdles where a test wants it to."""

import json
import os
import signal
import sys
from pathlib import Path

import django
from django.conf import settings
from django.db import connection

FOLDER = Path(os.environ["OUTBOX_TEST_FOLDER"])

settings.DATABASES["default"].update(json.loads(os.environ["OUTBOX_TEST_DATABASE"]))
settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
settings.EMAIL_FILE_PATH = FOLDER / "mail"
# Delivery alone is what is killed here, and it starts faster alone.
settings.INSTALLED_APPS = ["django.contrib.contenttypes", "outbox"]
django.setup()

from outbox.handlers import register  # noqa: E402
from outbox.mail import send_email  # noqa: E402
from outbox.models import Delivery  # noqa: E402
from outbox.operations import claim_due, deliver_due  # noqa: E402
from outbox.rules import Guarantee  # noqa: E402


def die() -> None:
    """Be killed, as by a machine that loses its power."""
    os.kill(os.getpid(), signal.SIGKILL)


def write_notice(delivery: Delivery) -> None:
    """Write a portal notice."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO outbox_notice_in_test VALUES (%s)", [delivery.pk])


def write_notice_and_die(delivery: Delivery) -> None:
    """Die between the write and the mark."""
    write_notice(delivery)
    die()


def send_and_die(delivery: Delivery) -> None:
    """Die between the mail server's acceptance and the mark."""
    send_email(delivery, subject="A message is waiting", text="Sign in.", to="a@example.org")
    die()


def tell_and_wait(delivery: Delivery) -> None:
    """Reach outside: say which row is in hand, and keep the first until told to go on."""
    print(delivery.pk, flush=True)
    sys.stdin.readline()


def main(behaviour: str) -> None:
    """Do one of the things a worker can do to a row."""
    match behaviour:
        case "die after claiming":
            claim_due()
            die()
        case "die after writing":
            register("notice", write_notice_and_die)
        case "die after sending":
            register("mail", send_and_die, guarantee=Guarantee.AT_LEAST_ONCE)
        case "wait":
            register("slow", tell_and_wait, guarantee=Guarantee.AT_LEAST_ONCE)
    deliver_due()


if __name__ == "__main__":
    main(sys.argv[1])
