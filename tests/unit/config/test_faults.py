"""The page of our own faults names a number to ring, whether or not the database answers."""

from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config import context
from config.urls import handler500 as handler500
from config.urls import urlpatterns as portal
from directory.models import ContactPoint
from tests.factories import people


@login_not_required
def breaks(request: HttpRequest) -> HttpResponse:
    """Fail."""
    raise RuntimeError


urlpatterns = [path("breaks/", breaks), *portal]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def phone() -> str:
    """The number of Bexley's front door."""
    found = ContactPoint.objects.filter(
        front_door__partnership=people.partnership("bexley"), kind=ContactPoint.Kind.HUB
    ).first()
    assert found
    return found.phone


def fault() -> str:
    response = Client(raise_request_exception=False).get("/breaks/")
    assert response.status_code == 500
    return response.content.decode().split("<main")[1]


def link(phone: str) -> str:
    return f'href="tel:{phone.replace(" ", "")}"'


def no_database(*args: Any, **kwargs: Any) -> None:
    raise OperationalError


def test_a_fault_names_the_front_doors_number(phone: str) -> None:
    assert link(phone) in fault()


def test_without_the_database_it_names_the_number_read_last(
    phone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "numbers_read", {})
    Client().get("/worried-about-a-child/")
    monkeypatch.setattr(context, "partnership_of_visitors", no_database)
    assert link(phone) in fault()


def test_with_nothing_read_it_says_999(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "numbers_read", {})
    monkeypatch.setattr(context, "partnership_of_visitors", no_database)
    page = fault()
    assert 'href="tel:999"' in page
    assert "ring the" not in page
