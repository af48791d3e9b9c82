"""A decision maker decides: three children, three outcomes, each on their own page."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import AuditEntry, Membership
from accounts.rules import Role
from directory.models import Service
from mash.models import Decision, DecisionDraft
from mash.operations import deciding, screening
from mash.rules import Destination, Outcome, Step
from referrals.models import Referral, ReferredChild
from referrals.rules import HowAgreed
from referrals.workflow import ChildStatus, ReferralStatus
from tests.cast import SignedIn
from tests.factories import decisions, people, referrals

Outsider = Callable[[Role], Membership]


@pytest.fixture
def contact(teacher: Membership, screener: Membership) -> Referral:
    """Three children, read and checked."""
    return decisions.screened(teacher, screener, children=3)


class Pages:
    """The pages of one child's decision, as a decision maker walks them."""

    def __init__(self, client: Client, contact: Referral, number: int) -> None:
        self.client, self.contact, self.number = client, contact, number

    def address(self, page: str = "") -> str:
        start = reverse("mash:decide_child", args=[self.contact.reference, self.number])
        return f"{start}{page}/" if page else start

    def show(self, page: str = "") -> str:
        response = self.client.get(self.address(page))
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    def answer(self, page: str, **answers: object) -> str:
        """Answer a page and return the address it leads to."""
        given = {"form_key": str(uuid4())} | answers
        response = self.client.post(self.address(page), given)
        assert response.status_code == 302, response.content.decode()[:4000]
        return response["Location"]

    def refused(self, page: str, **answers: object) -> str:
        response = self.client.post(self.address(page), {"form_key": str(uuid4())} | answers)
        assert response.status_code == 422
        return response.content.decode()


def walk(pages: Pages, *, level: int, outcome: Outcome, **more: object) -> None:
    """Answer every page of a decision, each leading to the next one asked."""
    leads_to = pages.answer(Step.LEVEL, level=level)
    if level != 2:
        assert leads_to == pages.address(Step.LEVEL_BECAUSE)
        assert "The practitioner said Level 2" in pages.show(Step.LEVEL_BECAUSE)
        leads_to = pages.answer(Step.LEVEL_BECAUSE, level_because="What the school nurse said.")
    assert leads_to == pages.address(Step.OUTCOME)
    leads_to = pages.answer(Step.OUTCOME, outcome=outcome)
    if more:
        assert leads_to == pages.address(Step.DESTINATION)
        leads_to = pages.answer(Step.DESTINATION, **more)
    assert leads_to == pages.address(Step.RATIONALE)
    leads_to = pages.answer(Step.RATIONALE, rationale="The needs are met between two services.")
    assert leads_to == pages.address(Step.GROUND)
    leads_to = pages.answer(Step.GROUND, ground="consent", family_told="yes")
    assert leads_to == pages.address(Step.FEEDBACK)
    card = pages.show(Step.FEEDBACK)
    assert f"Decision on your referral {pages.contact.reference}" in card
    leads_to = pages.answer(
        Step.FEEDBACK,
        feedback_possible="yes",
        why="Two services are working with them.",
        next_step="The next step is agreed with the family.",
    )
    assert leads_to == pages.address("check")


def test_three_children_get_three_outcomes_and_the_teacher_reads_each(
    contact: Referral, decision_maker: Membership, teacher: Membership, signed_in: SignedIn
) -> None:
    """Decision 1, R-050, R-051, R-053."""
    client = signed_in(decision_maker)
    first, second, third = (Pages(client, contact, number) for number in (1, 2, 3))

    listed = client.get(reverse("mash:decide", args=[contact.reference])).content.decode()
    assert all(name in listed for name in ("Amira", "Yusuf", "Siân"))

    walk(
        first,
        level=4,
        outcome=Outcome.ACCEPTED,
        destination=Destination.REFERRAL_AND_ASSESSMENT,
        team="Referral and assessment team 2",
    )
    assert first.answer("check") == second.address()
    walk(second, level=3, outcome=Outcome.SIGNPOSTED, destination=Destination.FAMILY_WELLBEING)
    assert second.answer("check") == third.address()
    walk(third, level=2, outcome=Outcome.ADVICE)
    back = third.answer("check")
    assert back == reverse("mash:contact", args=[contact.reference])
    said = client.get(back).content.decode()
    assert "Decided. Feedback to 1 person was sent at" in said

    assert [child.status for child in contact.children.all()] == [
        ChildStatus.ACCEPTED,
        ChildStatus.PASSED_TO_FAMILY_WELLBEING,
        ChildStatus.ADVISED,
    ]
    assert referrals.again(contact).status == ReferralStatus.WITH_FAMILY_WELLBEING
    record = signed_in(teacher).get(reverse("referrals:record", args=[contact.reference]))
    seen = record.content.decode()
    assert "Accepted as a referral and allocated" in seen
    assert "Signposted to other help or a targeted service: Family Wellbeing" in seen
    assert "Advice and information given" in seen
    assert "The needs are met between two services" not in seen


def test_answers_used_for_a_sibling_are_filled_in_and_say_where_they_came_from(
    contact: Referral, decision_maker: Membership, signed_in: SignedIn
) -> None:
    client = signed_in(decision_maker)
    first, second = Pages(client, contact, 1), Pages(client, contact, 2)
    walk(first, level=2, outcome=Outcome.ADVICE)
    check = first.show("check")
    assert "Use these answers for:" in check
    assert "checked" not in check.split("Use these answers for:")[1].split("Record decision")[0]

    assert first.answer("check", also_for=["2"]) == second.address()
    assert "Copied from Amira, check it" in second.show()
    assert "Copied from Amira, check it" in second.show(Step.RATIONALE)
    assert "The needs are met between two services." in second.show("check")
    second.answer("check")
    assert Decision.objects.filter(child__number=2, copied_from__child__number=1).exists()
    assert not DecisionDraft.objects.filter(child__number=3).exists()


def test_record_is_refused_and_says_what_is_missing_with_links(
    teacher: Membership,
    screener: Membership,
    decision_maker: Membership,
    signed_in: SignedIn,
) -> None:
    """Decision 9."""
    contact = decisions.arrived(teacher)
    pages = Pages(signed_in(decision_maker), contact, 1)
    walk(pages, level=2, outcome=Outcome.ADVICE)
    page = pages.refused("check")

    assert "Read the worry before deciding" in page
    assert "Check the case system for Amira before deciding" in page
    assert reverse("mash:check_case_system", args=[contact.reference, 1]) in page
    assert not Decision.objects.exists()


def test_danger_is_said_inside_the_page_where_landmarks_lead(
    teacher: Membership, screener: Membership, decision_maker: Membership, signed_in: SignedIn
) -> None:
    contact = decisions.screened(teacher, screener, children=2, danger_now=True)
    client = signed_in(decision_maker)
    pages, listed = Pages(client, contact, 1), reverse("mash:decide", args=[contact.reference])
    for page in (pages.show(), client.get(listed).content.decode()):
        before, inside = page.split("<main")
        assert "Immediate danger" in inside
        assert "es-danger" not in before


def test_on_a_fresh_decision_every_page_is_asked_or_leads_to_the_first_question(
    contact: Referral, decision_maker: Membership, signed_in: SignedIn
) -> None:
    """Decision 13: what whoever referred reads quotes the outcome, so it comes after it."""
    client = signed_in(decision_maker)
    pages = Pages(client, contact, 1)
    start = pages.show()
    assert f'href="{pages.address(Step.OUTCOME)}"' in start
    assert f'href="{pages.address(Step.FEEDBACK)}"' not in start
    assert "Cannot start yet" in start

    for page in (*Step, "check", "restricted"):
        response = client.get(pages.address(page))
        if response.status_code != 200:
            assert response["Location"] in {pages.address(), pages.address(Step.LEVEL)}, page
    assert client.get(pages.address(Step.FEEDBACK))["Location"] == pages.address(Step.LEVEL)

    pages.answer(Step.LEVEL, level=2)
    pages.answer(Step.OUTCOME, outcome=Outcome.SIGNPOSTED)
    assert client.get(pages.address(Step.FEEDBACK))["Location"] == pages.address(Step.DESTINATION)


def test_what_the_referrer_is_told_is_kept_when_the_outcome_was_taken_back_meanwhile(
    contact: Referral, decision_maker: Membership, signed_in: SignedIn
) -> None:
    pages = Pages(signed_in(decision_maker), contact, 1)
    told = {"feedback_possible": "yes", "why": "Two services help.", "next_step": "They ring."}
    pages.answer(Step.FEEDBACK, **told)
    assert DecisionDraft.objects.get().answers["why"] == "Two services help."


WRONG: list[tuple[Step, dict[str, str], str]] = [
    (Step.LEVEL, {}, "Select which level is right for Amira"),
    (Step.OUTCOME, {"outcome": "hold"}, "Select what has been decided for Amira"),
    (Step.RATIONALE, {"rationale": "  "}, "Enter why this is right for Amira"),
    (
        Step.RATIONALE,
        {"rationale": "é" * 10_012},
        "Why this is right must be 10,000 characters or fewer. You have 12 too many",
    ),
    (Step.GROUND, {"family_told": "yes"}, "Select on what ground information was shared"),
    (
        Step.GROUND,
        {"ground": "significant_harm", "family_told": "no"},
        "Say why this ground applies",
    ),
]


def test_a_wrong_answer_names_itself_and_keeps_what_was_typed(
    contact: Referral, decision_maker: Membership, signed_in: SignedIn
) -> None:
    pages = Pages(signed_in(decision_maker), contact, 1)
    for page, answers, words in WRONG:
        shown = pages.refused(page, **answers)
        assert "There is a problem" in shown
        assert words in shown
        assert "<title>Error: " in shown
        assert answers.get("rationale", "").strip() in shown


def test_a_service_is_chosen_from_the_directory_and_how_to_reach_it_is_prefilled(
    teacher: Membership,
    screener: Membership,
    decision_maker: Membership,
    signed_in: SignedIn,
) -> None:
    contact = decisions.screened(teacher, screener)
    service = Service.objects.filter(partnership=contact.partnership).first()
    assert service is not None
    pages = Pages(signed_in(decision_maker), contact, 1)
    pages.answer(Step.LEVEL, level=2)
    pages.answer(Step.OUTCOME, outcome=Outcome.SIGNPOSTED)
    shown = pages.refused(Step.DESTINATION, destination=Destination.SERVICE)
    assert "Choose a service" in shown
    pages.answer(Step.DESTINATION, destination=Destination.SERVICE, service=service.pk)
    pages.answer(Step.RATIONALE, rationale="It is what they asked for.")
    pages.answer(Step.GROUND, ground="consent", family_told="yes")

    assert escape(service.name) in pages.show(Step.FEEDBACK)


def test_without_an_agreement_a_named_colleague_asks_the_family_first(
    teacher: Membership,
    screener: Membership,
    decision_maker: Membership,
    social_worker: Membership,
    signed_in: SignedIn,
) -> None:
    """R-025, R-116, decision 10."""
    contact = decisions.without_agreement(decisions.screened(teacher, screener))
    client = signed_in(decision_maker)
    pages = Pages(client, contact, 1)
    pages.answer(Step.LEVEL, level=2)
    pages.answer(Step.OUTCOME, outcome=Outcome.SIGNPOSTED)
    shown = pages.show(Step.DESTINATION)
    assert 'value="family_wellbeing"' not in shown
    assert "Who will ask, by" in shown
    pages.answer(
        Step.DESTINATION,
        destination=Destination.CONSENT_TO_BE_SOUGHT,
        seeker=social_worker.pk,
    )
    pages.answer(Step.RATIONALE, rationale="They may want a keyworker.")
    pages.answer(Step.GROUND, ground="consent", family_told="yes")
    pages.answer(
        Step.FEEDBACK, feedback_possible="yes", why="They may want help.", next_step="We ask them."
    )
    pages.answer("check")

    asking = signed_in(social_worker)
    address = reverse("mash:consent", args=[contact.reference, 1])
    assert "0 of 2 attempts made." in asking.get(address).content.decode()
    asking.post(f"{address}not-reached/", {"said_words": "Rang at 4pm.", "form_key": str(uuid4())})
    shown = asking.get(address).content.decode()
    assert "1 of 2 attempts made." in shown
    assert "Ask for a new decision" not in shown
    response = asking.post(
        f"{address}agreed/",
        {
            "giver": "Sana Khatun",
            "capacity": "parental_responsibility",
            "how": HowAgreed.SAID_YES.value,
            "witness": "Daniel Achebe",
            "given_on_day": "20",
            "given_on_month": "11",
            "given_on_year": "2026",
            "form_key": str(uuid4()),
        },
    )
    assert response.status_code == 302
    assert ReferredChild.objects.get(referral=contact).status == (
        ChildStatus.PASSED_TO_FAMILY_WELLBEING
    )


def test_a_second_decision_maker_reads_the_worry_first_and_agrees(
    teacher: Membership,
    screener: Membership,
    decision_maker: Membership,
    second_decision_maker: Membership,
    signed_in: SignedIn,
) -> None:
    """Decision 11."""
    contact = decisions.screened(teacher, screener)
    ReferredChild.objects.filter(referral=contact).update(confirmed_level=4)
    pages = Pages(signed_in(decision_maker), contact, 1)
    pages.answer(Step.LEVEL, level=2)
    assert "A second decision maker must agree." in pages.show(Step.LEVEL_BECAUSE)
    pages.answer(Step.LEVEL_BECAUSE, level_because="He was seen today.")
    pages.answer(Step.OUTCOME, outcome=Outcome.ADVICE)
    pages.answer(Step.RATIONALE, rationale="He is safe with his aunt.")
    pages.answer(Step.GROUND, ground="consent", family_told="yes")
    pages.answer(
        Step.FEEDBACK, feedback_possible="yes", why="He is safe.", next_step="School sees him."
    )
    choices = pages.show(Step.SECOND).split("<main")[1].split("</main")[0]
    assert "Margaret Ellison" not in choices
    pages.answer(Step.SECOND, second=second_decision_maker.pk)
    pages.answer("check")
    banner = "Sent to Imran Sheikh. Nothing has been decided yet."
    assert banner in pages.show()

    address = reverse("mash:second", args=[contact.reference, 1])
    assert banner in pages.client.get(address).content.decode()
    other = signed_in(second_decision_maker)
    shown = other.get(address).content.decode()
    assert shown.index("without a coat") < shown.index("He is safe with his aunt.")
    refused = other.post(address, {"agree": "no", "form_key": str(uuid4())})
    assert "Say why you do not agree" in refused.content.decode()
    other.post(address, {"agree": "yes", "form_key": str(uuid4())})
    assert ReferredChild.objects.get(referral=contact).status == ChildStatus.ADVISED


def test_a_caller_is_told_by_phone_from_the_card(
    teacher: Membership, screener: Membership, decision_maker: Membership, signed_in: SignedIn
) -> None:
    """R-053, decision 13."""
    contact = decisions.screened(teacher, screener)
    Referral.objects.filter(pk=contact.pk).update(
        channel="phone", referrer_kind="family_or_public", referrer_name="Mrs Halloran"
    )
    deciding.decide(
        by=decision_maker,
        referral=contact,
        child_number=1,
        answers=decisions.advice(why="", next_step=""),
    )
    client = signed_in(screener)
    cards = client.get(reverse("mash:feedback", args=[contact.reference])).content.decode()
    assert "We cannot tell you more." in cards
    assert "Not told yet." in cards
    told = reverse("mash:told", args=[contact.reference, 1])
    bad = client.post(told, {"form_key": str(uuid4())})
    assert "Select how you told them" in bad.content.decode()
    client.post(
        told, {"how": "not_possible", "because": "No number given", "form_key": str(uuid4())}
    )
    assert referrals.again(contact).status == ReferralStatus.CLOSED


def test_a_restricted_match_is_answered_on_its_own_page(
    teacher: Membership, screener: Membership, decision_maker: Membership, signed_in: SignedIn
) -> None:
    """Decision 28."""
    other = decisions.arrived(teacher)
    contact = decisions.screened(teacher, screener)
    Referral.objects.filter(pk=other.pk).update(restricted=True)
    pages = Pages(signed_in(decision_maker), contact, 1)
    assert pages.address("restricted") in pages.show()
    shown = pages.show("restricted")
    assert "We cannot show more here." in shown
    assert other.reference not in shown
    pages.answer("restricted", answer="not_the_same", manager="Grace Oyelaran")
    assert pages.address("restricted") not in pages.show()


def test_somebody_faster_is_named_and_nothing_typed_is_lost(
    contact: Referral,
    decision_maker: Membership,
    second_decision_maker: Membership,
    signed_in: SignedIn,
) -> None:
    pages = Pages(signed_in(second_decision_maker), contact, 1)
    pages.answer(Step.LEVEL, level=2)
    deciding.decide(by=decision_maker, referral=contact, child_number=1, answers=decisions.advice())
    shown = pages.refused(Step.RATIONALE, rationale="What I had nearly finished writing")
    assert "Margaret Ellison decided this at" in shown
    assert "What I had nearly finished writing" in shown


def test_what_is_typed_is_kept_while_typing(
    contact: Referral, decision_maker: Membership, signed_in: SignedIn
) -> None:
    pages = Pages(signed_in(decision_maker), contact, 1)
    response = pages.client.post(
        f"{pages.address(Step.RATIONALE)}autosave/", {"rationale": "Half a sentence"}
    )
    assert response.status_code == 204
    assert DecisionDraft.objects.get().answers["rationale"] == "Half a sentence"


def test_nobody_but_a_decision_maker_opens_a_decision(
    contact: Referral, signed_in: SignedIn
) -> None:
    for role in set(Role) - {Role.MASH_DECISION_MAKER}:
        client = signed_in(people.membership(role, name=("Alma", "Reed")))
        for page in ("", Step.LEVEL, "check", "restricted"):
            address = Pages(client, contact, 1).address(page)
            assert client.get(address).status_code == 404, (role, page)
            if page:
                assert client.post(address, {}).status_code == 404, (role, page)


def test_a_decision_maker_of_another_partnership_finds_nothing(
    contact: Referral, outsider: Outsider, signed_in: SignedIn
) -> None:
    client = signed_in(outsider(Role.MASH_DECISION_MAKER))
    for name, args in (
        ("decide", []),
        ("decide_child", [1]),
        ("decide_check", [1]),
        ("second", [1]),
        ("feedback", []),
        ("consent", [1]),
    ):
        address = reverse(f"mash:{name}", args=[contact.reference, *args])
        assert client.get(address).status_code == 404


def test_opening_a_decision_is_written_down_and_never_cached(
    contact: Referral, decision_maker: Membership, signed_in: SignedIn
) -> None:
    pages = Pages(signed_in(decision_maker), contact, 2)
    before = AuditEntry.objects.count()
    response = pages.client.get(pages.address())

    assert "no-store" in response["Cache-Control"]
    entry = AuditEntry.objects.order_by("-pk").first()
    assert entry is not None
    assert (entry.action, entry.subjects) == ("referral.viewed", [f"{contact.reference}/2"])
    assert AuditEntry.objects.count() == before + 1


def test_a_hold_is_its_own_button(
    contact: Referral, decision_maker: Membership, signed_in: SignedIn
) -> None:
    """R-051c, decision 5."""
    pages = Pages(signed_in(decision_maker), contact, 1)
    pages.answer(Step.LEVEL, level=2)
    shown = pages.show(Step.OUTCOME)
    assert reverse("mash:hold", args=[contact.reference]) in shown
    assert 'value="hold"' not in shown

    screening.hold(
        by=decision_maker,
        referral=contact,
        children=[1],
        waiting_for="School nurse",
        from_whom="School nurse",
    )
    assert reverse("mash:hold", args=[contact.reference]) not in pages.show(Step.OUTCOME)


def test_the_hub_reads_the_reasons_in_the_history_and_the_referrer_does_not(
    contact: Referral,
    decision_maker: Membership,
    screener: Membership,
    teacher: Membership,
    signed_in: SignedIn,
) -> None:
    deciding.decide(
        by=decision_maker,
        referral=contact,
        child_number=1,
        answers=decisions.advice(rationale="The mother told the nurse she is frightened."),
    )
    history = reverse("mash:history", args=[contact.reference])
    record = reverse("referrals:record", args=[contact.reference])
    assert "she is frightened" in signed_in(screener).get(history).content.decode()
    assert "she is frightened" not in signed_in(teacher).get(record).content.decode()
