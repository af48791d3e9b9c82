"""Addresses of the hub's pages; references are the only identifiers in them."""

from django.urls import URLPattern, URLResolver, path

from mash.urls import decide
from mash.views import calls, contact, milestones, queue, screening

app_name = "mash"

CONTACT = "contacts/<str:reference>/"
CHILD = f"{CONTACT}children/<int:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", queue.show, name="queue"),
    path("views/<slug:view>/", queue.show, name="view"),
    path("live/", queue.live, name="live"),
    path("claim/", queue.claim_ticked, name="claim_ticked"),
    path("compact/", queue.compact, name="compact"),
    path("tonight/", queue.tonight, name="tonight"),
    path("calls/new/", calls.LogCall.as_view(), name="call_new"),
    path(f"{CONTACT}call/", calls.RestOfCall.as_view(), name="call_rest"),
    path(f"{CONTACT}call/children/new/", calls.AddChild.as_view(), name="call_add_child"),
    path(f"{CONTACT}call/children/<int:number>/", calls.ChildOfCall.as_view(), name="call_child"),
    path(CONTACT, contact.worry, name="contact"),
    path(f"{CONTACT}family/", contact.family, name="family"),
    path(f"{CONTACT}level/", contact.level, name="level"),
    path(f"{CONTACT}known/", contact.known, name="known"),
    path(f"{CONTACT}messages/", contact.messages_tab, name="messages"),
    path(f"{CONTACT}history/", contact.history, name="history"),
    path(f"{CONTACT}note/", contact.note, name="note"),
    path(f"{CONTACT}claim/", screening.Claim.as_view(), name="claim"),
    path(f"{CONTACT}take-over/", screening.TakeOver.as_view(), name="take_over"),
    path(f"{CONTACT}release/", screening.Release.as_view(), name="release"),
    path(f"{CONTACT}council/", screening.PassToHub.as_view(), name="pass_to_hub"),
    path(f"{CONTACT}rating/", screening.Rate.as_view(), name="rate"),
    path(f"{CONTACT}rating/confirm/", screening.ConfirmRating.as_view(), name="confirm_rating"),
    path(f"{CONTACT}danger/", screening.FlagDanger.as_view(), name="flag_danger"),
    path(f"{CONTACT}reply/", screening.Reply.as_view(), name="reply"),
    path(f"{CONTACT}hold/", screening.Hold.as_view(), name="hold"),
    path(f"{CONTACT}pass-now/", screening.PassNow.as_view(), name="pass_now"),
    path(f"{CHILD}case-system/", screening.CheckCaseSystem.as_view(), name="check_case_system"),
    path(f"{CHILD}seen/", milestones.ChildSeen.as_view(), name="child_seen"),
    path(
        f"{CHILD}strategy-discussion/",
        milestones.StrategyDiscussion.as_view(),
        name="strategy_discussion",
    ),
    path(f"{CONTACT}close/", calls.CloseEnquiry.as_view(), name="close_enquiry"),
    *decide.urlpatterns,
]
