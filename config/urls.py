"""Every address of the portal, joined from the apps."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config import health

handler500 = "config.faults.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live/", health.live, name="health_live"),
    path("health/ready/", health.ready, name="health_ready"),
    path("directory/", include("directory.urls")),
    path("levels-of-need/", include("thresholds.urls")),
    path("family-wellbeing/", include("family_wellbeing.urls")),
    path("mash/", include("mash.urls")),
    path("referrals/", include("referrals.urls")),
    path("", include("referrals.urls.public")),
    path("", include("reports.urls")),
    path("", include("reports.urls.statements")),
    path("", include("accounts.urls")),
]

if settings.GALLERY:
    urlpatterns.append(path("gallery/", include("govuk.gallery")))
