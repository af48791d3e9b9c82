"""Family Wellbeing's addresses (pages.md 4)."""

from django.urls import path

from family_wellbeing.views import allocation, families, inbox

app_name = "family_wellbeing"
CHILD = "inbox/<str:reference>/<int:number>/"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path(CHILD, inbox.waiting_family, name="waiting"),
    path(f"{CHILD}accept/", inbox.Accept.as_view(), name="accept"),
    path(f"{CHILD}agreement/", inbox.RecordAgreement.as_view(), name="agreement"),
    path(f"{CHILD}<slug:kind>/", inbox.Redirect.as_view(), name="redirect"),
    path("allocation/", allocation.allocation, name="allocation"),
    path("caseloads/", allocation.caseloads_page, name="caseloads"),
    path("today/", families.today, name="today"),
    path("families/", families.families, name="families"),
    path("episodes/<str:reference>/", families.episode, name="episode"),
    path("episodes/<str:reference>/addresses/", families.addresses, name="addresses"),
]
