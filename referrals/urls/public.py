"""Addresses of the pages for everybody, at the portal's root."""

from django.urls import path

from accounts.access import public
from referrals.views import public as views

urlpatterns = [
    path("", public(views.front_page), name="front_page"),
    path(
        "worried-about-a-child/",
        public(views.worried_about_a_child),
        name="worried_about_a_child",
    ),
    path("if-you-disagree/", public(views.if_you_disagree), name="if_you_disagree"),
    path("what-happens-next/", public(views.what_happens_next), name="what_happens_next"),
]
