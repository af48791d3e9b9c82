"""Addresses of the public statements; the footer of every page names them."""

from django.urls import path

from reports.views import statements

urlpatterns = [
    path("help/", statements.help_page, name="help"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
    path("cookies/", statements.cookies, name="cookies"),
    path("whats-new/", statements.what_is_new, name="what_is_new"),
]
