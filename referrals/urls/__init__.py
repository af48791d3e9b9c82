"""Addresses of referrals. A reference is the only identifier in them."""

from django.urls import include, path

from referrals.views import check, record, start, urgent
from referrals.views.adding import children, duties, sections, task_list

app_name = "referrals"

# The first questions stand before the draft's own pages, which take every other place.
before = [
    path("area/", start.Area.as_view(), name="area"),
    path("danger/", start.Danger.as_view(), name="danger"),
    path("call/", start.Call.as_view(), name="call"),
    path("works/", start.Works.as_view(), name="works"),
    path("lado/", start.Lado.as_view(), name="lado"),
    path("allegation/", start.Allegation.as_view(), name="allegation"),
    path("worker/", start.Worker.as_view(), name="worker"),
    path("tell-worker/", start.TellWorker.as_view(), name="tell_worker"),
    path("agreed/", start.Agreed.as_view(), name="agreed"),
    path("shutter/", start.Shutter.as_view(), name="shutter"),
    path("kept/", start.Kept.as_view(), name="kept"),
    path("ground/", start.ChooseGround.as_view(), name="ground"),
    path("send-now/", start.SendNow.as_view(), name="send_now"),
    path("give/", start.Give.as_view(), name="give"),
    path("not-needed/", start.NotNeeded.as_view(), name="not_needed"),
]

# What else is known after sending; a task's own name takes every other place.
added = [
    path("", task_list.AddList.as_view(), name="add"),
    path("anything-else/", task_list.AddAnythingElse.as_view(), name="add_anything_else"),
    path("children/<int:number>/", children.AddAboutChild.as_view(), name="add_child"),
    path("family/<int:number>/", sections.AddAboutPerson.as_view(), name="add_person"),
    path("signs/<slug:domain>/", duties.AddSigns.as_view(), name="add_domain"),
    path("duty/<str:codes>/", duties.AddDuties.as_view(), name="add_duties"),
    path("<slug:section>/", sections.AddSection.as_view(), name="add_section"),
]

urlpatterns = [
    path("", record.home, name="home"),
    path("closed/", record.closed, name="closed"),
    path("site/", record.site, name="site"),
    path("start/", start.Start.as_view(), name="start"),
    path("<str:reference>/draft/before/", include(before)),
    path("<str:reference>/draft/", include("referrals.urls.draft")),
    path("<str:reference>/urgent/", urgent.Urgent.as_view(), name="urgent"),
    path("<str:reference>/check/", check.Check.as_view(), name="check"),
    path("<str:reference>/sent/", check.sent, name="sent"),
    path("<str:reference>/", record.record, name="record"),
    path("<str:reference>/add/", include(added)),
    path("<str:reference>/withdraw/", record.Withdraw.as_view(), name="withdraw"),
    path("<str:reference>/messages/", record.Messages.as_view(), name="messages"),
]
