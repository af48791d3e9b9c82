"""Addresses of the levels of need."""

from django.urls import path

from thresholds.views import (
    at_a_glance,
    document,
    find,
    manage,
    manage_file,
    manage_signs,
    manage_texts,
    reading,
)

app_name = "thresholds"
# Pages of administrators: an edition, and one sign of it.
EDITION = "editions/<int:number>/"
SIGN = f"{EDITION}sign/<slug:code>/"

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
    path(f"{EDITION}signs.<str:kind>", manage_file.export, name="edition_export"),
]
