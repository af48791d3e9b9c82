"""The kit's pages as a server sends them: whole, calm, without a name in the title."""

import re
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.test import Client

PAGES = [
    "",
    "fields/",
    "errors/",
    "question/",
    "conflict/",
    "removal/",
    "kept/",
    "session/",
    "page/400/",
    "page/403/",
    "page/404/",
    "page/500/",
    "page/signed_out/",
]
NAMES = ("Amira", "Khatun", "Yusuf", "Priya")


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_whole(client: Client, page: str) -> None:
    response = client.get(f"/gallery/{page}")
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert sorted(set(ids)) == sorted(ids)
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert all(deeper <= before + 1 for before, deeper in pairwise(levels))


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_written_inline(client: Client, page: str) -> None:
    html = client.get(f"/gallery/{page}").content.decode()
    assert not re.search(r"\sstyle=|<style|\son\w+=\"", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_title_holds_no_name(client: Client, page: str) -> None:
    html = client.get(f"/gallery/{page}").content.decode()
    (title,) = re.findall(r"<title>(.*?)</title>", html)
    assert title.endswith("– Effective Support")
    assert not any(name in title for name in NAMES)


@pytest.mark.django_db
def test_a_page_about_a_referral_is_titled_with_its_reference(client: Client) -> None:
    html = client.get("/gallery/").content.decode()
    assert "<title>Gallery – 7KT-4MR-9HX – Effective Support</title>" in html


@pytest.mark.django_db
def test_an_error_is_told_in_the_title_too(client: Client) -> None:
    response = client.post("/gallery/question/", {"dob_day": "27"})
    assert response.status_code == 422
    assert "<title>Error: What is the child&#x27;s date of birth?" in response.content.decode()


def test_the_page_of_our_own_faults_needs_neither_context_nor_database() -> None:
    html = render_to_string("500.html")
    assert "Something went wrong at our end" in html
    assert 'href="tel:999"' in html


def test_an_unchecked_number_says_so() -> None:
    html = render_to_string("base.html", {"help_strip": [{"number": "999", "checked": False}]})
    assert "(from a printed guide, not yet checked)" in html
