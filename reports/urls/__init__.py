"""Addresses of the pages that look across the portal (pages.md 4)."""

from django.urls import path

from reports.views import deliveries, effect, escalation, overview, set_up, timescales, trail

app_name = "reports"
TIMESCALE = "set-up/timescales/<slug:key>/"
STEP = "set-up/disagreements/<slug:key>/"

urlpatterns = [
    path("set-up/", set_up.set_up, name="set_up"),
    path("set-up/flagged/", set_up.flagged, name="flagged"),
    path("set-up/timescales/", timescales.timescales, name="timescales"),
    path(TIMESCALE, timescales.ChangeTimescale.as_view(), name="timescale"),
    path("set-up/disagreements/", escalation.steps, name="escalation"),
    path("set-up/disagreements/add/", escalation.AddStep.as_view(), name="add_step"),
    path(f"{STEP}change/", escalation.ChangeStep.as_view(), name="change_step"),
    path(f"{STEP}remove/", escalation.remove_step, name="remove_step"),
    path("set-up/deliveries/", deliveries.deliveries, name="deliveries"),
    path("set-up/deliveries/retry/", deliveries.retry_failing, name="retry_failing"),
    path("set-up/deliveries/<uuid:delivery_id>/retry/", deliveries.retry, name="retry"),
    path(
        "levels-of-need/editions/<int:number>/effect/",
        effect.edition_effect,
        name="edition_effect",
    ),
    path("audit-trail/", trail.trail, name="trail"),
    path("audit-trail/emergency-access/", trail.emergency_access, name="emergency_access"),
    path("audit-trail/records/<str:reference>/", trail.who_looked, name="who_looked"),
    path("audit-trail/<int:search_id>/", trail.found, name="found"),
    path("audit-trail/<int:search_id>/export/", trail.export, name="export"),
    path("reports/", overview.overview, name="overview"),
    path("reports/late/", overview.late, name="late"),
]
