"""The two pages for whoever watches the service."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from config import health
from outbox.models import Delivery


def test_the_process_is_live_without_a_database(client: Client) -> None:
    response = client.get("/health/live/")
    assert (response.status_code, response.json()) == (200, {"live": True})


def test_it_is_ready_with_a_migrated_database(db: None, client: Client) -> None:
    response = client.get("/health/ready/")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "migrations": "ok", "outbox": "ok"}


def test_it_is_not_ready_while_a_migration_is_missing(db: None, client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    response = client.get("/health/ready/")
    assert (response.status_code, response.json()["migrations"]) == (503, "pending")


def test_it_is_not_ready_without_a_database_and_says_nothing_about_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_connection: object) -> None:
        raise OperationalError("connection to server at db.internal refused for user web")

    monkeypatch.setattr(health, "MigrationExecutor", refuse)
    response = client.get("/health/ready/")
    assert (response.status_code, response.json()) == (503, {"database": "unavailable"})


def test_late_deliveries_are_reported_and_pages_still_served(db: None, client: Client) -> None:
    Delivery.objects.create(
        handler="late", dedupe_key="late", due_at=timezone.now() - timedelta(minutes=6)
    )
    response = client.get("/health/ready/")
    assert (response.status_code, response.json()["outbox"]) == (200, "late")
