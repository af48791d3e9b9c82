"""Addresses of the levels of need."""

from django.urls import path

from thresholds.views import (
    at_a_glance,
    document,
    find,
    manage,
    manage_file,
    manage_guide,
    manage_signs,
    manage_structure,
    manage_texts,
    reading,
)

app_name = "thresholds"
# Pages of administrators: an edition, and one sign of it.
EDITION = "editions/<int:number>/"
SIGN = f"{EDITION}sign/<slug:code>/"
TERM = f"{EDITION}glossary/term/<slug:slug>/"
PASSAGE = f"{EDITION}passages/passage/<slug:slug>/"
GLANCE = f"{EDITION}at-a-glance/page/<slug:slug>/"

urlpatterns = [
    path("", find.levels_of_need, name="levels_of_need"),
    path("find/", find.find, name="find"),
    path("matrix/", reading.whole_matrix, name="matrix"),
    path("level/<int:number>/", reading.level, name="level"),
    path("domain/<slug:slug>/", reading.domain, name="domain"),
    path("indicator/<slug:code>/", reading.indicator, name="indicator"),
    path("circumstances/<slug:slug>/", reading.circumstance, name="circumstance"),
    path("at-a-glance/", at_a_glance.start, name="at_a_glance"),
    path("at-a-glance/<slug:slug>/", at_a_glance.step, name="at_a_glance_step"),
    path("glossary/", reading.glossary, name="glossary"),
    path("pdf/<int:number>/", document.document, name="document"),
    path("pdf/<int:number>/file/", document.document_file, name="document_file"),
    path("history/", reading.history, name="history"),
    path("history/<int:number>/", reading.older_matrix, name="older_matrix"),
    path(
        "history/<int:number>/indicator/<slug:code>/",
        reading.older_indicator,
        name="older_indicator",
    ),
    path("editions/", manage.editions, name="editions"),
    path(EDITION, manage.edition, name="edition"),
    path(f"{EDITION}comment/", manage.comment, name="edition_comment"),
    path(f"{EDITION}changes/", manage.changes, name="edition_changes"),
    path(f"{EDITION}open/", manage.OpenDraft.as_view(), name="edition_open"),
    path(f"{EDITION}discard/", manage.DiscardDraft.as_view(), name="edition_discard"),
    path(f"{EDITION}ask/", manage.AskToPublish.as_view(), name="edition_ask"),
    path(f"{EDITION}withdraw/", manage.WithdrawRequest.as_view(), name="edition_withdraw"),
    path(f"{EDITION}publish/", manage.Publish.as_view(), name="edition_publish"),
    path(f"{EDITION}settings/", manage_texts.ChangeSettings.as_view(), name="edition_settings"),
    path(f"{EDITION}texts/", manage_texts.texts, name="edition_texts"),
    path(
        f"{EDITION}texts/level/<int:level>/",
        manage_texts.ChangeLevel.as_view(),
        name="edition_level",
    ),
    path(
        f"{EDITION}texts/level/<int:level>/retire/",
        manage_structure.RetireLevel.as_view(),
        name="edition_retire_level",
    ),
    path(
        f"{EDITION}texts/add-level/",
        manage_structure.AddLevel.as_view(),
        name="edition_add_level",
    ),
    path(
        f"{EDITION}texts/add-domain/",
        manage_structure.AddDomain.as_view(),
        name="edition_add_domain",
    ),
    path(
        f"{EDITION}texts/put-back/<str:kind>/<slug:slug>/",
        manage_structure.put_back,
        name="edition_put_back",
    ),
    path(
        f"{EDITION}texts/domain/<slug:slug>/retire/",
        manage_structure.RetireDomain.as_view(),
        name="edition_retire_domain",
    ),
    path(
        f"{EDITION}texts/domain/<slug:slug>/",
        manage_texts.ChangeDomain.as_view(),
        name="edition_change_domain",
    ),
    path(
        f"{EDITION}texts/domain/<slug:slug>/<str:way>/",
        manage_texts.shift_domain,
        name="edition_shift_domain",
    ),
    path(
        f"{EDITION}texts/circumstance/<slug:slug>/",
        manage_texts.ChangeCircumstance.as_view(),
        name="edition_circumstance",
    ),
    path(f"{EDITION}glossary/", manage_guide.glossary, name="edition_glossary"),
    path(f"{EDITION}glossary/add/", manage_guide.AddTerm.as_view(), name="edition_add_term"),
    path(TERM, manage_guide.ChangeTerm.as_view(), name="edition_term"),
    path(f"{TERM}remove/", manage_guide.RemoveTerm.as_view(), name="edition_remove_term"),
    path(f"{EDITION}passages/", manage_guide.passages, name="edition_passages"),
    path(f"{EDITION}passages/add/", manage_guide.AddPassage.as_view(), name="edition_add_passage"),
    path(PASSAGE, manage_guide.ChangePassage.as_view(), name="edition_passage"),
    path(f"{PASSAGE}remove/", manage_guide.RemovePassage.as_view(), name="edition_remove_passage"),
    path(f"{EDITION}at-a-glance/", manage_guide.at_a_glance, name="edition_glance"),
    path(f"{EDITION}at-a-glance/add/", manage_guide.AddStep.as_view(), name="edition_add_step"),
    path(GLANCE, manage_guide.ChangeStep.as_view(), name="edition_step"),
    path(f"{GLANCE}answers/", manage_guide.ChangeAnswers.as_view(), name="edition_answers"),
    path(f"{GLANCE}remove/", manage_guide.RemoveStep.as_view(), name="edition_remove_step"),
    path(
        f"{EDITION}move/<str:kind>/<slug:slug>/<str:way>/",
        manage_guide.shift,
        name="edition_shift_text",
    ),
    path(f"{EDITION}signs/", manage_signs.signs, name="edition_signs"),
    path(f"{EDITION}signs/<slug:slug>/", manage_signs.signs_of_domain, name="edition_domain"),
    path(f"{EDITION}signs/<slug:slug>/add/", manage_signs.AddSign.as_view(), name="edition_add"),
    path(SIGN, manage_signs.ChangeSign.as_view(), name="edition_sign"),
    path(f"{SIGN}move/", manage_signs.MoveSign.as_view(), name="edition_move"),
    path(f"{SIGN}place/", manage_signs.PlaceSign.as_view(), name="edition_place"),
    path(f"{SIGN}retire/", manage_signs.RetireSign.as_view(), name="edition_retire"),
    path(f"{SIGN}restore/", manage_signs.restore_sign, name="edition_restore"),
    path(f"{SIGN}<str:way>/", manage_signs.shift_sign, name="edition_shift"),
    path(f"{EDITION}import/", manage_file.ImportSigns.as_view(), name="edition_import"),
    path(f"{EDITION}import/confirm/", manage_file.confirm_import, name="edition_confirm_import"),
    path(
        f"{EDITION}import-guide/",
        manage_file.ImportGuide.as_view(),
        name="edition_import_guide",
    ),
    path(
        f"{EDITION}import-guide/confirm/",
        manage_file.confirm_guide,
        name="edition_confirm_guide",
    ),
    path(f"{EDITION}guide.json", manage_file.export_guide, name="edition_export_guide"),
    path(f"{EDITION}signs.<str:kind>", manage_file.export, name="edition_export"),
]
