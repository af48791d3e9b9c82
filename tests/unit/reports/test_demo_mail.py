"""The e-mails of the demo can be read in the demo, and nowhere else."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def write(folder: Path, *subjects: str) -> None:
    backend = get_connection(
        "django.core.mail.backends.filebased.EmailBackend", file_path=str(folder)
    )
    backend.send_messages(
        [
            EmailMessage(subject, "Sign in: http://localhost:8000/referrals/", to=["a@example.org"])
            for subject in subjects
        ]
    )


def test_everybody_reads_them_in_the_demo(client: Client, folder: Path, settings: Any) -> None:
    settings.DEMO = True
    write(folder, "An outcome is ready", "Somebody asks you a question – please answer")

    page = client.get(reverse("demo_mail")).content.decode()

    assert "An outcome is ready" in page
    assert "Somebody asks you a question – please answer" in page
    assert "To a@example.org" in page
    assert '<a href="http://localhost:8000/referrals/"' in page


def test_before_the_first_one_it_says_so(client: Client, folder: Path, settings: Any) -> None:
    settings.DEMO = True

    assert "None has been sent yet." in client.get(reverse("demo_mail")).content.decode()


def test_outside_the_demo_there_is_no_such_page(client: Client, folder: Path) -> None:
    write(folder, "An outcome is ready")

    assert client.get(reverse("demo_mail")).status_code == 404
