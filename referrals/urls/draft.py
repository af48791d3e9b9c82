"""The pages of a draft, inside `<reference>/draft/`; an address there is a place of the form."""

from django.urls import path

from referrals.views.draft import (
    agreement,
    children,
    circumstances,
    family,
    level,
    professionals,
    questions,
    signs,
    task_list,
)

urlpatterns = [
    path("", task_list.TaskList.as_view(), name="draft"),
    path("children/", children.Children.as_view(), name="draft_children"),
    path("children/add/", children.AddChild.as_view(), name="draft_add_child"),
    path("children/add/<slug:kind>/", children.NewChild.as_view(), name="draft_new_child"),
    path("children/<int:number>/level/", level.Level.as_view(), name="draft_level"),
    path("children/<int:number>/agrees/", agreement.YoungPerson.as_view(), name="draft_agrees"),
    path(
        "children/<int:number>/remove/",
        children.RemoveChild.as_view(),
        name="draft_remove_child",
    ),
    path(
        "children/<int:number>/<slug:question>/",
        children.ChildQuestion.as_view(),
        name="draft_child_question",
    ),
    path("people/", family.People.as_view(), name="draft_people"),
    path("people/add/", family.AddPerson.as_view(), name="draft_add_person"),
    path("people/<int:number>/remove/", family.RemovePerson.as_view(), name="draft_remove_person"),
    path(
        "people/<int:number>/<slug:question>/",
        family.PersonQuestion.as_view(),
        name="draft_person_question",
    ),
    path("professionals/", professionals.Professionals.as_view(), name="draft_professionals"),
    path(
        "professionals/add/",
        professionals.AddProfessional.as_view(),
        name="draft_add_professional",
    ),
    path(
        "professionals/<int:number>/",
        professionals.ChangeProfessional.as_view(),
        name="draft_professional",
    ),
    path(
        "professionals/<int:number>/remove/",
        professionals.RemoveProfessional.as_view(),
        name="draft_remove_professional",
    ),
    path("circumstances/", circumstances.Circumstances.as_view(), name="draft_circumstances"),
    path("duty/<slug:code>/", circumstances.Duty.as_view(), name="draft_duty"),
    path("signs/", signs.Signs.as_view(), name="draft_signs"),
    path("signs/apply/", signs.ApplySigns.as_view(), name="draft_apply_signs"),
    path("signs/<slug:domain>/", signs.SignsOfDomain.as_view(), name="draft_domain"),
    path("may-not-need/", level.MayNotNeed.as_view(), name="draft_may_not_need"),
    path("agreements/", agreement.Agreements.as_view(), name="draft_agreements"),
    path("agreements/add/", agreement.AddAgreement.as_view(), name="draft_add_agreement"),
    path(
        "agreements/<int:number>/remove/",
        agreement.RemoveAgreement.as_view(),
        name="draft_remove_agreement",
    ),
    path(
        "agreements/<int:number>/<slug:question>/",
        agreement.AgreementQuestion.as_view(),
        name="draft_agreement_question",
    ),
    path("words/", agreement.ParentsWords.as_view(), name="draft_words"),
    path("<slug:question>/", questions.ReferralQuestion.as_view(), name="draft_question"),
]
