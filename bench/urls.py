"""The portal's addresses and one more: a signed-in page with nothing on it, the floor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from config.urls import urlpatterns as portal


def empty(request: HttpRequest) -> HttpResponse:
    """Show the layout alone: what a page costs before it has anything to say."""
    return render(request, "base.html")


urlpatterns = [*portal, path("bench/empty/", empty, name="bench_empty")]
