"""Who may open each address: a URL that is not in this table fails the walk.

A row is (who, arguments). `who` names members of the cast who may; PUBLIC is everybody and
PERSON anybody signed in. Arguments are looked up in the records of `tests.architecture.walk`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

PUBLIC = frozenset({"everybody"})
PERSON = frozenset({"anybody signed in"})

CAST = (
    "teacher",
    "colleague",
    "other_teacher",
    "lead",
    "other_lead",
    "screener",
    "social_worker",
    "decision_maker",
    "partner_officer",
    "duty_officer",
    "fws_manager",
    "keyworker",
    "other_keyworker",
    "service_manager",
    "administrator",
    "governance",
)
STRANGERS = (
    "practitioner",
    "safeguarding_lead",
    "mash_screener",
    "mash_decision_maker",
    "fws_manager",
    "family_keyworker",
    "administrator",
    "information_governance",
)

REFERRERS = frozenset({"teacher", "colleague", "other_teacher", "lead", "other_lead"})
LEADS = frozenset({"lead", "other_lead"})
AUTHOR = frozenset({"teacher"})
AUTHOR_OR_LEAD = frozenset({"teacher", "lead"})
RATERS = frozenset({"screener", "social_worker", "decision_maker"})
HUB = RATERS | {"duty_officer"}
SEEKERS = frozenset({"social_worker", "decision_maker"})
DECIDERS = frozenset({"decision_maker"})
MANAGER = frozenset({"fws_manager"})
KEYWORKERS = frozenset({"keyworker", "other_keyworker"})
ADMINISTRATOR = frozenset({"administrator"})
KEEPS_PEOPLE = LEADS | ADMINISTRATOR
OWN_PEOPLE = frozenset({"lead", "administrator"})
GOVERNANCE = frozenset({"governance"})
OVERSIGHT = frozenset({"service_manager"})
# A view of the queue is everybody's own; an invented id belongs to nobody.
NAMES_OF_VIEWS = {"view", "nothing_uuid"}


# Addresses about a record that lead on from the walk's records and show no page of them: a list of
# one child, what is not owed, what a draft without signs, duties or refusals does not ask.
LEAD_ON = {
    "mash:decide",
    "mash:pass_to_hub",
    "mash:second_waiting",
    "mash:told",
    "referrals:area",
    "referrals:draft_apply_signs",
    "referrals:draft_duty",
    "referrals:kept",
    "referrals:send_now",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """Who may open an address, and about which record."""

    who: frozenset[str]
    arguments: tuple[str, ...] = ()

    @property
    def is_about_a_record(self) -> bool:
        """Say whether another partnership's people must find nothing here."""
        return bool(set(self.arguments) - NAMES_OF_VIEWS)


def _rows(who: Iterable[str], *arguments: str, names: str) -> dict[str, Expected]:
    return {name: Expected(frozenset(who), arguments) for name in names.split()}


EXPECTED: dict[str, Expected] = {
    **_rows(
        PUBLIC,
        names="health_live health_ready front_page worried_about_a_child what_happens_next"
        " if_you_disagree help"
        " accessibility privacy cookies demo_mail what_is_new directory:find_help"
        " thresholds:levels_of_need thresholds:find thresholds:matrix thresholds:at_a_glance"
        " thresholds:glossary thresholds:history account_login"
        " mfa_login_webauthn mfa_authenticate account_recovery account_logout"
        " account_signed_out account_reset_password account_reset_password_done"
        " account_reset_password_from_key_done accept_invitation",
    ),
    **_rows(PUBLIC, "service", names="directory:service"),
    **_rows(PUBLIC, "level", names="thresholds:level"),
    **_rows(PUBLIC, "domain", names="thresholds:domain"),
    **_rows(PUBLIC, "indicator", names="thresholds:indicator"),
    **_rows(PUBLIC, "circumstance", names="thresholds:circumstance"),
    **_rows(PUBLIC, "glance_step", names="thresholds:at_a_glance_step"),
    **_rows(
        PUBLIC,
        "edition",
        names="thresholds:older_matrix thresholds:document thresholds:document_file",
    ),
    **_rows(PUBLIC, "edition", "indicator", names="thresholds:older_indicator"),
    **_rows(PUBLIC, "person_id", names="account_sign_in_as"),
    **_rows(PUBLIC, "uid", "key", names="account_reset_password_from_key"),
    **_rows(PUBLIC, "token", names="invitation"),
    **_rows(
        PERSON,
        names="account_stay account_keep account_hats account_notices account_kept"
        " account_change_password account_reauthenticate mfa_reauthenticate"
        " mfa_reauthenticate_webauthn mfa_index mfa_activate_totp mfa_deactivate_totp"
        " mfa_list_webauthn mfa_add_webauthn mfa_view_recovery_codes"
        " mfa_generate_recovery_codes account_end_sessions",
    ),
    **_rows((), "nothing_id", names="account_open_notice mfa_remove_webauthn"),
    **_rows(PERSON, "nothing_uuid", names="account_throw_away"),
    # People
    **_rows(KEEPS_PEOPLE, names="people invite"),
    **_rows(OWN_PEOPLE, "person_id", names="person change_person add_role"),
    **_rows(ADMINISTRATOR, "person_id", names="reset_second_step"),
    **_rows(OWN_PEOPLE, "membership_id", names="end_membership"),
    **_rows(OWN_PEOPLE, "invitation_id", names="send_again withdraw_invitation"),
    **_rows(ADMINISTRATOR, names="agencies add_agency"),
    **_rows(ADMINISTRATOR, "agency_id", names="change_agency add_site"),
    **_rows(ADMINISTRATOR, "site_id", names="change_site"),
    # Directory
    **_rows(ADMINISTRATOR, names="directory:front_doors directory:calendar"),
    **_rows(ADMINISTRATOR, "number_id", names="directory:change_number directory:confirm_number"),
    **_rows(
        ADMINISTRATOR,
        "door",
        names="directory:office_hours directory:add_closure directory:change_team",
    ),
    **_rows(ADMINISTRATOR, "door", "closure_day", names="directory:remove_closure"),
    # Editions of the levels of need
    **_rows(ADMINISTRATOR, names="thresholds:editions"),
    **_rows(ADMINISTRATOR, "in_force", names="thresholds:edition_open"),
    **_rows(
        ADMINISTRATOR,
        "draft_edition",
        names="thresholds:edition thresholds:edition_comment thresholds:edition_changes"
        " thresholds:edition_discard thresholds:edition_ask thresholds:edition_withdraw"
        " thresholds:edition_publish thresholds:edition_settings thresholds:edition_texts"
        " thresholds:edition_signs thresholds:edition_import thresholds:edition_confirm_import"
        " thresholds:edition_add_level thresholds:edition_add_domain thresholds:edition_glossary"
        " thresholds:edition_add_term thresholds:edition_passages thresholds:edition_add_passage"
        " thresholds:edition_glance thresholds:edition_add_step thresholds:edition_import_guide"
        " thresholds:edition_confirm_guide thresholds:edition_export_guide",
    ),
    **_rows(
        ADMINISTRATOR,
        "draft_edition",
        "term",
        names="thresholds:edition_term thresholds:edition_remove_term",
    ),
    **_rows(
        ADMINISTRATOR,
        "draft_edition",
        "passage",
        names="thresholds:edition_passage thresholds:edition_remove_passage",
    ),
    **_rows(
        ADMINISTRATOR,
        "draft_edition",
        "glance_page",
        names="thresholds:edition_step thresholds:edition_answers thresholds:edition_remove_step",
    ),
    **_rows(
        ADMINISTRATOR,
        "draft_edition",
        "passages",
        "passage",
        "way",
        names="thresholds:edition_shift_text",
    ),
    **_rows(
        ADMINISTRATOR,
        "draft_edition",
        "taken_out_kind",
        "term",
        names="thresholds:edition_put_back",
    ),
    **_rows(ADMINISTRATOR, "draft_edition", "file_kind", names="thresholds:edition_export"),
    **_rows(
        ADMINISTRATOR,
        "draft_edition",
        "level",
        names="thresholds:edition_level thresholds:edition_retire_level",
    ),
    **_rows(
        ADMINISTRATOR,
        "draft_edition",
        "domain",
        names="thresholds:edition_domain thresholds:edition_add thresholds:edition_change_domain"
        " thresholds:edition_retire_domain",
    ),
    **_rows(
        ADMINISTRATOR, "draft_edition", "domain", "way", names="thresholds:edition_shift_domain"
    ),
    **_rows(
        ADMINISTRATOR, "draft_edition", "circumstance", names="thresholds:edition_circumstance"
    ),
    **_rows(
        ADMINISTRATOR,
        "draft_edition",
        "indicator",
        names="thresholds:edition_sign thresholds:edition_move thresholds:edition_place"
        " thresholds:edition_retire thresholds:edition_restore",
    ),
    **_rows(ADMINISTRATOR, "draft_edition", "indicator", "way", names="thresholds:edition_shift"),
    # Referrals
    **_rows(REFERRERS, names="referrals:home referrals:closed referrals:start"),
    **_rows(LEADS, names="referrals:site"),
    **_rows(
        AUTHOR,
        "draft",
        names="referrals:area referrals:danger referrals:call referrals:works referrals:lado"
        " referrals:allegation referrals:worker referrals:tell_worker referrals:agreed"
        " referrals:shutter referrals:kept referrals:ground referrals:send_now referrals:give"
        " referrals:not_needed referrals:draft referrals:draft_children"
        " referrals:draft_add_child referrals:draft_people referrals:draft_add_person"
        " referrals:draft_professionals referrals:draft_add_professional"
        " referrals:draft_circumstances referrals:draft_signs referrals:draft_apply_signs"
        " referrals:draft_may_not_need referrals:draft_agreements"
        " referrals:draft_add_agreement referrals:draft_words referrals:urgent"
        " referrals:check",
    ),
    **_rows(AUTHOR, "draft", "child_kind", names="referrals:draft_new_child"),
    **_rows(
        AUTHOR,
        "draft",
        "child",
        names="referrals:draft_level referrals:draft_agrees referrals:draft_remove_child",
    ),
    **_rows(AUTHOR, "draft", "child", "child_question", names="referrals:draft_child_question"),
    **_rows(AUTHOR, "draft", "member", names="referrals:draft_remove_person"),
    **_rows(AUTHOR, "draft", "member", "member_question", names="referrals:draft_person_question"),
    **_rows(
        AUTHOR,
        "draft",
        "professional",
        names="referrals:draft_professional referrals:draft_remove_professional",
    ),
    **_rows(AUTHOR, "draft", "duty", names="referrals:draft_duty"),
    **_rows(AUTHOR, "draft", "domain", names="referrals:draft_domain"),
    **_rows(AUTHOR, "draft", "agreement", names="referrals:draft_remove_agreement"),
    **_rows(
        AUTHOR,
        "draft",
        "agreement",
        "agreement_question",
        names="referrals:draft_agreement_question",
    ),
    **_rows(AUTHOR, "draft", "question", names="referrals:draft_question"),
    **_rows(AUTHOR_OR_LEAD | HUB, "contact", names="referrals:record"),
    **_rows(
        AUTHOR,
        "contact",
        names="referrals:sent referrals:add referrals:add_anything_else referrals:withdraw",
    ),
    **_rows(AUTHOR, "contact", "section", names="referrals:add_section"),
    **_rows(AUTHOR, "contact", "child", names="referrals:add_child"),
    **_rows(AUTHOR, "contact", "member", names="referrals:add_person"),
    **_rows(AUTHOR, "contact", "domain", names="referrals:add_domain"),
    **_rows(AUTHOR, "contact", "duty", names="referrals:add_duties"),
    **_rows(AUTHOR_OR_LEAD, "contact", names="referrals:messages"),
    # The MASH
    **_rows(HUB, names="mash:queue mash:live mash:compact mash:tonight mash:call_new"),
    **_rows(HUB, "view", names="mash:view"),
    **_rows(RATERS, names="mash:claim_ticked"),
    # Only who took a call writes down the rest of it.
    **_rows({"screener"}, "call", names="mash:call_rest mash:call_add_child"),
    **_rows({"screener"}, "call", "child", names="mash:call_child"),
    **_rows(
        HUB,
        "contact",
        names="mash:contact mash:family mash:level mash:known mash:messages mash:history"
        " mash:note mash:flag_danger mash:reply mash:pass_now",
    ),
    **_rows(
        RATERS,
        "contact",
        names="mash:claim mash:take_over mash:release mash:rate mash:confirm_rating mash:feedback"
        " mash:pass_to_hub",
    ),
    **_rows(HUB, "contact", "child", names="mash:check_case_system"),
    **_rows(HUB, "accepted", "child", names="mash:child_seen mash:strategy_discussion"),
    **_rows(RATERS, "enquiry", names="mash:close_enquiry"),
    **_rows(RATERS, "decided", "outcome_id", names="mash:told"),
    **_rows(DECIDERS, "contact", names="mash:decide mash:second_waiting mash:hold"),
    **_rows(
        DECIDERS,
        "contact",
        "child",
        names="mash:decide_child mash:decide_check mash:decide_restricted",
    ),
    **_rows(DECIDERS, "contact", "child", "step", names="mash:decide_step mash:decide_autosave"),
    **_rows(DECIDERS, "proposed", "child", names="mash:second"),
    **_rows(
        SEEKERS,
        "sought",
        "child",
        names="mash:consent mash:consent_agreed mash:consent_refused mash:consent_not_reached",
    ),
    **_rows(
        SEEKERS,
        "moving",
        "child",
        names="mash:transfer mash:transfer_confirmed mash:transfer_attempt mash:transfer_take_back",
    ),
    # Family Wellbeing
    **_rows(
        MANAGER,
        names="family_wellbeing:inbox family_wellbeing:allocation family_wellbeing:caseloads",
    ),
    **_rows(
        MANAGER,
        "passed",
        "child",
        names="family_wellbeing:waiting family_wellbeing:accept family_wellbeing:agreement",
    ),
    **_rows(MANAGER, "passed", "child", "way_out", names="family_wellbeing:redirect"),
    **_rows(KEYWORKERS, names="family_wellbeing:today family_wellbeing:families"),
    **_rows(
        {"fws_manager", "keyworker"},
        "episode",
        names="family_wellbeing:episode family_wellbeing:addresses",
    ),
    # Reports
    **_rows(
        ADMINISTRATOR,
        names="reports:set_up reports:flagged reports:timescales reports:deliveries"
        " reports:retry_failing",
    ),
    **_rows(ADMINISTRATOR, "timescale", names="reports:timescale"),
    **_rows(ADMINISTRATOR, names="reports:escalation reports:add_step"),
    **_rows(ADMINISTRATOR, "escalation_step", names="reports:change_step reports:remove_step"),
    **_rows(ADMINISTRATOR, "draft_edition", names="reports:edition_effect"),
    **_rows(ADMINISTRATOR, "nothing_uuid", names="reports:retry"),
    **_rows(GOVERNANCE, names="reports:trail reports:emergency_access"),
    **_rows(GOVERNANCE, "contact", names="reports:who_looked"),
    **_rows(GOVERNANCE, "search_id", names="reports:found reports:export"),
    **_rows(OVERSIGHT, names="reports:overview reports:late"),
}
