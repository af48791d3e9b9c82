"""Addresses of deciding, second decisions, feedback, and what waits for an answer."""

from django.urls import URLPattern, path

from mash.views import consent, decide, feedback, second, transfer

CONTACT = "contacts/<str:reference>/"
CHILD = f"{CONTACT}decide/<int:number>/"
CONSENT = f"{CONTACT}consent/<int:number>/"
TRANSFER = f"{CONTACT}transfer/<int:number>/"

urlpatterns: list[URLPattern] = [
    path(f"{CONTACT}decide/", decide.children, name="decide"),
    path(CHILD, decide.child, name="decide_child"),
    path(f"{CHILD}check/", decide.Check.as_view(), name="decide_check"),
    path(f"{CHILD}restricted/", decide.RestrictedMatch.as_view(), name="decide_restricted"),
    path(f"{CHILD}<slug:step>/", decide.DecideStep.as_view(), name="decide_step"),
    path(
        f"{CHILD}<slug:step>/autosave/",
        decide.DecideStep.as_view(),
        {"autosave": True},
        name="decide_autosave",
    ),
    path(f"{CONTACT}second/", second.first_waiting, name="second_waiting"),
    path(f"{CONTACT}second/<int:number>/", second.SecondDecision.as_view(), name="second"),
    path(f"{CONTACT}feedback/", feedback.cards, name="feedback"),
    path(f"{CONTACT}feedback/<int:number>/", feedback.Told.as_view(), name="told"),
    path(CONSENT, consent.Seek.as_view(), name="consent"),
    path(f"{CONSENT}agreed/", consent.Agreed.as_view(), name="consent_agreed"),
    path(f"{CONSENT}refused/", consent.Refused.as_view(), name="consent_refused"),
    path(f"{CONSENT}not-reached/", consent.NotReached.as_view(), name="consent_not_reached"),
    path(TRANSFER, transfer.Transfer.as_view(), name="transfer"),
    path(f"{TRANSFER}confirmed/", transfer.Confirmed.as_view(), name="transfer_confirmed"),
    path(f"{TRANSFER}attempt/", transfer.Attempt.as_view(), name="transfer_attempt"),
    path(f"{TRANSFER}take-back/", transfer.TakeBack.as_view(), name="transfer_take_back"),
]
