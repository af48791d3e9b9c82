"""Agreement and sharing: who agreed, to what and how, per child (pages.md 5J and 5K)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from accounts.access import HatRequest
from accounts.errors import AlreadyDone
from accounts.operations import form_keys
from govuk.words import and_words, date_words
from referrals.forms.draft import agreement as forms
from referrals.forms.draft import flow
from referrals.forms.draft.base import DraftForm
from referrals.models import Consent, FamilyMember, Referral, Relationship
from referrals.names import (
    CAPACITY_NAMES,
    HOW_WAS_AGREED_NAMES,
    SHARING_NAMES,
    names_of,
)
from referrals.operations import drafts
from referrals.presenters import hub_at
from referrals.presenters.office import helps_of
from referrals.rules import GROUND_WORDS, Agreement, Capacity, ChildKind, Ground
from referrals.views.draft.base import NotAsked, Question, age_of
from referrals.views.draft.children import OfOneChild
from referrals.views.draft.removal import Removal
from referrals.views.scope import DraftPage, draft_address

# Young people are asked by competence (decision 21); below this age nobody is listed as giving it.
YOUNGEST_GIVER = 10
SIGNATURE_WORDS = (
    "{place} needs a signature. 'Said yes' counts until it is signed at the first visit."
)


def acts_of(referral: Referral) -> dict[int, list[Consent]]:
    """Return the acts of agreeing by number, each with a row for every child it holds for."""
    found: dict[int, list[Consent]] = {}
    rows = (
        Consent.objects.filter(child__referral=referral, number__gt=0)
        .select_related("child", "giver_member")
        .order_by("number", "child__number")
    )
    for row in rows:
        found.setdefault(row.number, []).append(row)
    return found


class Agreements(Question):
    """The list of who agreed, and whether anyone else did."""

    form_class = forms.AnyoneElseAgreedForm
    template_name = "referrals/draft/agreements.html"
    place = "agreements"
    autosaves = False

    @cached_property
    def acts(self) -> dict[int, list[Consent]]:
        """The acts of agreeing by number."""
        return acts_of(self.referral)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without any agreement, ask who agreed at once; a child comes first."""
        if not self.children:
            return HttpResponseRedirect(draft_address(self.referral, "children"))
        if not self.acts and self.referral.agreement != Agreement.NOT_YET:
            return HttpResponseRedirect(draft_address(self.referral, "agreements/add"))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Nothing is chosen beforehand."""
        return {}

    def write(self, form: Any) -> Referral:
        """Nothing to keep: the answer leads on."""
        return self.referral

    def next_address(self, form: Any) -> str:
        """Lead to somebody else, or on."""
        if form.cleaned_data["another"] == "yes":
            return draft_address(self.referral, "agreements/add")
        return super().next_address(form)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say of each who, why they may, to what and how."""
        helps = helps_of(self.referral)
        several = len(self.children) > 1
        return super().get_context_data(**context) | {
            "not_yet": self.referral.agreement == Agreement.NOT_YET,
            "agreed_url": reverse("referrals:agreed", args=[self.referral.reference]),
            "words_url": draft_address(self.referral, "words"),
            "cards": [
                {
                    "title": rows[0].giver,
                    "actions": [
                        {
                            "text": "Remove",
                            "href": draft_address(self.referral, f"agreements/{number}/remove"),
                            "what": f"what {rows[0].giver} agreed",
                        }
                    ],
                    "rows": self._rows(number, rows, helps, several),
                }
                for number, rows in self.acts.items()
            ],
        }

    def _rows(
        self, number: int, rows: list[Consent], helps: dict[str, str], several: bool
    ) -> list[dict[str, Any]]:
        first = rows[0]
        who = CAPACITY_NAMES.get(first.capacity, "").removesuffix(", because…")
        how = HOW_WAS_AGREED_NAMES.get(first.how, "").replace(" by…", f" by {first.witness}")
        parts = [how, date_words(first.given_on) if first.given_on else ""]
        shown = [
            ("May agree because", who, "who"),
            (
                "Agreed to",
                [*names_of(first.purposes, helps), *names_of(first.purposes, SHARING_NAMES)],
                "purposes",
            ),
            ("How", ", ".join(part for part in parts if part), "how"),
        ]
        shown += [
            (key, value, "how")
            for key, value in (
                ("Language", first.language),
                ("Interpreter", first.interpreter),
                ("Holds until", date_words(first.until) if first.until else ""),
            )
            if value
        ]
        if several:
            children = and_words([row.child.short_name for row in rows])
            shown.insert(0, ("For", children, "who"))
        return [
            {
                "key": key,
                "value": value,
                "change_url": draft_address(self.referral, f"agreements/{number}/{page}"),
                "change_what": f"{key[:1].lower() + key[1:]}, {first.giver}",
            }
            for key, value, page in shown
        ]


class ListsGivers(Question):
    """A page that asks who agreed: the adults, and young people who may understand."""

    @cached_property
    def givers(self) -> list[tuple[str, str]]:
        """The people of the draft who may agree, each with a code."""
        adults = self.referral.family_members.filter(under_18=False)
        young = [
            child
            for child in self.children
            if child.kind != ChildKind.UNBORN and (age_of(child) or 0) >= YOUNGEST_GIVER
        ]
        return [
            *((f"member-{member.number}", member.name) for member in adults),
            *((f"child-{child.number}", self.called[child.number]) for child in young),
        ]

    def get_form_options(self) -> dict[str, Any]:
        """List the people, and the children where there are several."""
        return super().get_form_options() | {
            "givers": self.givers,
            "names": [(str(number), name) for number, name in self.called.items()],
            "responsibility": {
                (f"member-{member}", child): said
                for member, child, said in Relationship.objects.filter(
                    member__referral=self.referral
                ).values_list("member__number", "child__number", "parental_responsibility")
            },
        }

    def answers_of(self, form: Any) -> dict[str, Any]:
        """Return who agreed, with the person it is where they are listed."""
        kind, _, number = form.cleaned_data["giver"].partition("-")
        member: FamilyMember | None = None
        if kind == "member":
            member = self.referral.family_members.filter(number=int(number)).first()
        return {**form.changes(), "giver_member": member}


class AddAgreement(ListsGivers):
    """Who agreed, added now."""

    form_class = forms.WhoAgreedForm
    place = "agreements/add"
    autosaves = False

    def answer(self, form: Any) -> str:
        """Keep who agreed for whom; pressing twice keeps one."""
        by = self.request.membership
        key = form.cleaned_data["form_key"]
        try:
            number = str(
                drafts.record_agreement(
                    by=by,
                    referral=self.referral,
                    children=form.children,
                    answers=self.answers_of(form),
                    form_key=key,
                )
            )
        except AlreadyDone:
            number = form_keys.result_of(key=key, by=by) or ""
        return draft_address(self.referral, f"agreements/{number}/purposes")

    def get_back_url(self) -> str:
        """Return the list, or the question before it."""
        if self.situation.agreements:
            return draft_address(self.referral, "agreements")
        return draft_address(self.referral, flow.place_before("agreements", self.situation))


class AgreementQuestion(ListsGivers):
    """One question about one act of agreeing."""

    autosaves = False
    QUESTIONS: ClassVar[dict[str, type[DraftForm]]] = {
        "who": forms.WhoAgreedForm,
        "purposes": forms.PurposesForm,
        "how": forms.HowAgreedForm,
    }

    @cached_property
    def rows(self) -> list[Consent]:
        """The act's rows, one for each child."""
        found = acts_of(self.referral).get(self.kwargs["number"])
        if not found:
            raise Http404
        return found

    def get_record(self) -> Consent:
        """The act, as its first row tells it."""
        return self.rows[0]

    def get_place(self) -> str:
        """Return the question's address inside the draft."""
        return f"agreements/{self.kwargs['number']}/{self.kwargs['question']}"

    def get_form_class(self) -> type[DraftForm]:
        """Return the question's form."""
        found = self.QUESTIONS.get(self.kwargs["question"])
        if found is None:
            raise Http404
        return found

    def get_form_options(self) -> dict[str, Any]:
        """Give each form what it names."""
        options = super().get_form_options()
        question = self.kwargs["question"]
        if question != "who":
            del options["givers"], options["names"], options["responsibility"]
        if question == "purposes":
            options["helps"] = helps_of(self.referral)
        if question == "how":
            options["signature_words"] = self.signature_words()
        return options

    def signature_words(self) -> str:
        """Say that a signature is needed where a child's level asks for one (decision 21)."""
        policy = getattr(self.referral.partnership, "consent_policy", None)
        levels = {child.confirmed_level for child in self.children}
        if policy is None or not levels & set(policy.signature_required_levels):
            return ""
        return SIGNATURE_WORDS.format(place=self.referral.partnership.place)

    def get_initial(self) -> dict[str, Any]:
        """Show who it was, and for which children."""
        initial = super().get_initial()
        if self.kwargs["question"] != "who":
            return initial
        record = self.rows[0]
        code = next((code for code, name in self.givers if name == record.giver), "")
        if not code:
            code = forms.COUNCIL if record.capacity == "council" else forms.SOMEONE
        numbers = [str(row.child.number) for row in self.rows]
        everyone = len(numbers) == len(self.children)
        return {
            "giver": code,
            "giver_name": record.giver if code == forms.SOMEONE else "",
            "applies_to": [forms.ALL] if everyone else numbers,
        } | initial

    def write(self, form: Any) -> Referral:
        """Keep the answer for every child it holds for."""
        is_who = isinstance(form, forms.WhoAgreedForm)
        drafts.change_agreement(
            by=self.request.membership,
            referral=self.referral,
            number=self.kwargs["number"],
            answers=self.answers_of(form) if is_who else form.changes(),
            children=form.children if is_who else None,
            question=self.get_place(),
        )
        return self.referral


class RemoveAgreement(Removal):
    """Remove an act of agreeing from the draft."""

    home = "agreements"

    @cached_property
    def rows(self) -> list[Consent]:
        """The act's rows."""
        found = acts_of(self.referral).get(self.kwargs["number"])
        if not found:
            raise Http404
        return found

    @property
    def name(self) -> str:
        """What is removed: "the agreement of the council"."""
        given = self.rows[0]
        giver = "the council" if given.capacity == Capacity.COUNCIL else given.giver
        return f"the agreement of {giver}"

    def remove(self) -> None:
        """Remove the act."""
        drafts.remove_agreement(
            by=self.request.membership, referral=self.referral, number=self.kwargs["number"]
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what is deleted."""
        return super().get_context_data(**context) | {
            "kept": ["It is deleted from this draft. The rest of the draft is kept."],
        }


class YoungPerson(OfOneChild):
    """Does the young person agree as well?"""

    form_class = forms.YoungPersonForm

    def get_place(self) -> str:
        """Return the page's address inside the draft."""
        return f"children/{self.child.number}/agrees"

    def get_initial(self) -> dict[str, Any]:
        """Show what was said before."""
        said = Consent.objects.filter(child=self.child, by_young_person=True, number=0).first()
        initial = forms.YoungPersonForm.initial_of(said) if said else {}
        return initial | {
            name: value for name, value in super().get_initial().items() if value is not None
        }

    def save_changes(self, changes: Mapping[str, Any], version: int | None) -> Referral:
        """Keep what they said, or why they were not asked."""
        if self.child.kind == ChildKind.UNBORN:
            raise NotAsked
        drafts.ask_young_person(
            by=self.request.membership,
            child=self.child,
            answer=changes["answer"],
            because=changes["because"],
            judged=changes["judged"],
        )
        return self.referral


def ground_panel(referral: Referral) -> str:
    """Return the ground in words, where it is shared without agreement."""
    return GROUND_WORDS[Ground(referral.ground)] if referral.ground else ""


class ParentsWords(DraftPage, TemplateView):
    """The words a parent reads before agreeing, to print or to show (pages.md 5K)."""

    template_name = "referrals/draft/words.html"
    request: HatRequest

    viewed = "draft.words_shown"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Name the practitioner, the agencies ticked, and the number to ring.

        The agencies come from the ticks above, which are no answer to keep.
        """
        ticked = self.request.GET.getlist("share")
        agencies = names_of(ticked, SHARING_NAMES) or list(SHARING_NAMES.values())
        return super().get_context_data(**context) | {
            "reference": self.referral.reference,
            "practitioner": self.request.membership.person.full_name,
            "agencies": and_words([name[:1].lower() + name[1:] for name in agencies]),
            "sharing": [
                {"value": code, "text": name, "checked": code in ticked}
                for code, name in SHARING_NAMES.items()
            ],
            "office": hub_at(self.referral, timezone.now()),
            "back_url": draft_address(self.referral, "agreements"),
        }
