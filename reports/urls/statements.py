"""Addresses of the public statements; the footer of every page names them."""

from django.urls import path

from reports.views import demo_mail, statements

urlpatterns = [
    path("help/", statements.help_page, name="help"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
    path("cookies/", statements.cookies, name="cookies"),
    path("demo/e-mails/", demo_mail.demo_mail, name="demo_mail"),
    path("whats-new/", statements.what_is_new, name="what_is_new"),
]
