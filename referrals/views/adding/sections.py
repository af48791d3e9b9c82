"""Each task of the form after sending: its questions, and the list of those it is about."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property

from govuk.forms import fill
from govuk.words import adult_words
from referrals import duties
from referrals.forms import adding as forms
from referrals.forms.draft import family, flow, worry
from referrals.forms.draft.agreement import YoungPersonForm
from referrals.forms.draft.base import DraftForm
from referrals.forms.draft.circumstances import CircumstancesForm
from referrals.forms.draft.level import LevelForm
from referrals.forms.draft.professionals import ProfessionalForm
from referrals.forms.draft.signs import SignsForm
from referrals.models import FamilyMember
from referrals.presenters.additions import (
    Told,
    about_words,
    added_words,
    circumstances_added,
)
from referrals.presenters.facts import is_whole, relation_words, told_apart
from referrals.presenters.office import helps_of
from referrals.rules import Answer, ChildKind, Section
from referrals.views.adding.base import HIGHEST, AddAnswers, section_slug
from referrals.views.adding.children import asked_of
from referrals.views.draft.questions import REFERRAL_FORMS
from thresholds.models import Circumstance

# Whose questions name nobody until the name is typed.
THIS_PERSON = "this person"
# Where no level was suggested there is none to differ from.
WHY_THIS_LEVEL = "Why does it fit best? (optional)"
SUGGESTED = "Level {} was suggested before sending."
SECTIONS = {section_slug(section): section for section in Section}


class AddSection(AddAnswers):
    """One task: its questions, and where it is about several, the list of them."""

    def get_place(self) -> str:
        """The task's own name."""
        return section_slug(self.section)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the task."""
        super().setup(request, *args, **kwargs)
        found = SECTIONS.get(kwargs["section"])
        if found is None:
            raise Http404
        self.section = found

    def found(self, reference: str) -> Any:
        """Return the referral; its partnership may have no levels to tell of (R-145)."""
        referral = super().found(reference)
        if self.section in flow.OF_LEVELS and not referral.edition.has_levels:
            raise Http404
        return referral

    # The questions of each task ---------------------------------------------------------

    def get_parts(self) -> list[forms.Part]:
        """Return the task's questions."""
        makers: dict[Section, Callable[[], list[forms.Part]]] = {
            Section.CHILDREN: lambda: [forms.Part(self.asked(forms.AnotherChild, "another-child"))],
            Section.FAMILY: self._someone,
            Section.PROFESSIONALS: lambda: [
                forms.Part(self.asked(ProfessionalForm, "professional"))
            ],
            Section.CIRCUMSTANCES: self._circumstances,
            Section.SIGNS: lambda: [forms.Part(self.asked(SignsForm, "signs"))],
            Section.LEVEL: self._levels,
            Section.AGREEMENT: self._agreement,
        }
        make = makers.get(self.section)
        return make() if make else self._of_places()

    def _of_places(self) -> list[forms.Part]:
        """Return the questions that the form asks in this task, in its order."""
        places = [
            place
            for chain in flow.chains(self.situation)
            if chain.section == self.section
            for place in chain.places
        ]
        return [part for place in places for part in self._of_place(place)]

    def _of_place(self, place: str) -> list[forms.Part]:
        if place in REFERRAL_FORMS:
            return [forms.Part(self.asked(REFERRAL_FORMS[place], place))]
        kind, _, rest = place.partition("/")
        number, _, question = rest.partition("/")
        if kind != "children" or question not in {"said", "agrees"}:
            return []
        asked: type[DraftForm] = worry.SaidForm if question == "said" else YoungPersonForm
        words = {"child": self.called[int(number)]}
        return [forms.Part(self.asked(asked, f"{question}-{number}", words=words))]

    @cached_property
    def born(self) -> list[tuple[int, str]]:
        """The children somebody can have parental responsibility for."""
        return [
            (child.number, self.called[child.number])
            for child in self.children
            if child.kind != ChildKind.UNBORN
        ]

    def _someone(self) -> list[forms.Part]:
        """Ask about somebody who was left out; their name heads what else is said of them."""
        words = {"name": THIS_PERSON}
        names = [(child.number, self.called[child.number]) for child in self.children]
        who = forms.Part(self.asked(forms.SomeoneForm, "someone", words=words, names=names))
        others = self.about_person("someone", words, under_18=False)
        if self.data is not None:
            # What is said of somebody is said of nobody without a name.
            who.form.empty_permitted = not any(part.given for part in others)
            name = who.form.cleaned_data.get("name", "") if who.form.is_valid() else ""
            for part in others:
                part.whom = name
        return [who, *others]

    def about_person(
        self, prefix: str, words: dict[str, str], *, under_18: bool, at_home: bool = False
    ) -> list[forms.Part]:
        """Return what the form asks of somebody of the family, after who it is."""
        wanted: list[tuple[str, type[DraftForm], dict[str, Any]]] = [
            ("lives", forms.WhereTheyLive, {})
        ]
        if not under_18 and self.born:
            wanted.append(("responsibility", family.ResponsibilityForm, {"names": self.born}))
        wanted.append(("background", family.PersonBackgroundForm, {}))
        if not under_18:
            wanted.append(("contact", family.ContactForm, {}))
        elif at_home:
            wanted.append(("worried-too", family.WorriedTooForm, {}))
        return [
            forms.Part(self.asked(asked, f"{prefix}-{name}", words=words, **more))
            for name, asked, more in wanted
        ]

    @cached_property
    def circumstances(self) -> list[Circumstance]:
        """The edition's circumstances, in their order."""
        return list(self.referral.edition.circumstances.all())

    def _circumstances(self) -> list[forms.Part]:
        before = set(self.situation.circumstances)
        left = [one for one in self.circumstances if one.key not in before]
        asked = self.asked(
            CircumstancesForm, "circumstances", offered=[(one.key, one.label) for one in left]
        )
        if not left:
            return []
        return [
            forms.CircumstancesPart(
                asked,
                tags={one.key: one.tag for one in left},
                duties={one.key: one.duty_title for one in left},
            )
        ]

    def _levels(self) -> list[forms.Part]:
        levels = [
            (str(level.number), f"{level}: {level.summary}")
            for level in self.referral.edition.levels.all()
        ]
        parts = []
        for child in self.children:
            form = self.asked(
                LevelForm,
                f"level-{child.number}",
                words={"child": self.called[child.number]},
                levels=levels,
                suggested=child.suggested_level,
            )
            if child.suggested_level is None:
                form.fields["level_differs_because"].label = WHY_THIS_LEVEL
            else:
                form.fields["confirmed_level"].help_text = SUGGESTED.format(child.suggested_level)
            parts.append(forms.Part(form, shows_heading=False))
        return parts

    def _agreement(self) -> list[forms.Part]:
        full = told_apart(self.children)
        agreed = self.asked(
            forms.AgreedSince,
            "agreed",
            helps=list(helps_of(self.referral).items()),
            names=[(str(number), name) for number, name in full.items()],
        )
        parts = self._of_places()
        places = [part.form.prefix for part in parts]
        after = places.index("parents-know") + 1
        parts.insert(after, forms.Part(agreed))
        if "objection" not in places:
            # Whoever sends without agreement is not asked before; afterwards somebody may object.
            parts[after + 1 : after + 1] = self._of_place("objection")
        return parts

    # What the page shows beside them ----------------------------------------------------

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """List the children, the people, the domains or the circumstances told before."""
        lists: dict[Section, Callable[[], dict[str, Any]]] = {
            Section.CHILDREN: self._children_listed,
            Section.FAMILY: self._people_listed,
            Section.SIGNS: self._domains_listed,
            Section.CIRCUMSTANCES: self._duties_listed,
        }
        listed = lists.get(self.section)
        return super().get_context_data(**context) | (listed() if listed else {})

    def _children_listed(self) -> dict[str, Any]:
        rows, full = [], told_apart(self.children)
        for child in self.children:
            asked = asked_of(child, self.called[child.number])
            before = Told.BEFORE if is_whole(child) else Told.IN_PART
            rows.append(
                {
                    "title": full[child.number],
                    "href": self.at("add_child", child.number),
                    "status": self.told([one.about for one in asked], before.value),
                }
            )
        return {"rows": rows, "list_heading": "Children you told us about"}

    def _people_listed(self) -> dict[str, Any]:
        members = self.referral.family_members.prefetch_related("relationships")
        return {
            "rows": [
                {
                    "title": adult_words(member.name, relation_words(member)),
                    "href": self.at("add_person", member.number),
                    "status": self.told(abouts_of(member), Told.BEFORE.value),
                }
                for member in members
            ],
            "list_heading": "People you told us about",
            "form_heading": "Someone else in the family or home",
        }

    def _domains_listed(self) -> dict[str, Any]:
        chosen = set(self.referral.chosen_indicators.values_list("domain", flat=True))
        return {
            "rows": [
                {
                    "title": domain.name,
                    "href": self.at("add_domain", domain.slug),
                    "status": self.told(
                        forms.abouts_of_signs(domain.name),
                        (Told.BEFORE if domain.name in chosen else Told.NOT_YET).value,
                    ),
                }
                for domain in self.referral.edition.domains.all()
            ],
            "list_heading": "Parts of the child’s life",
        }

    def _duties_listed(self) -> dict[str, Any]:
        before = set(self.situation.circumstances)
        added = circumstances_added(self.additions)
        now = timezone.now()
        return {
            "rows": [
                {
                    "title": one.label,
                    "href": self.at("add_duties", duties.code_of(one.key)),
                    "status": Told.BEFORE.value
                    if one.key in before
                    else added_words(added[one.tag], now),
                }
                for one in self.circumstances
                if one.key in before or one.tag in added
            ],
            "list_heading": "What you told us, and what it asks of you",
        }

    # What follows -----------------------------------------------------------------------

    def duties_in(self, form: Any) -> dict[str, list[str]]:
        """Return the circumstances that were ticked."""
        return {"circumstances": self._ticked(form)}

    def asks_at_once(self, form: Any) -> list[str]:
        """Return the circumstances ticked, or that a level is the highest."""
        if self.section == Section.LEVEL:
            levels = [getattr(part.form, "level", None) for part in form.parts if part.given]
            return [HIGHEST] if flow.HIGHEST_LEVEL in levels else []
        return self._ticked(form)

    def _ticked(self, form: Any) -> list[str]:
        if self.section != Section.CIRCUMSTANCES:
            return []
        return [key for part in form.parts if part.given for key in part.form.keys]


def abouts_of(member: FamilyMember) -> list[str]:
    """Return what additions about somebody of the family are about."""
    asked = [form.title for key, form in family.PERSON_FORMS.items() if key != "who"]
    questions = [
        f"{member.name}: {forms.WhereTheyLive.title}",
        *(fill(title, {"name": member.name}) for title in asked),
    ]
    return [about_words(Section.FAMILY, question) for question in questions]


class AddAboutPerson(AddSection):
    """What else is known about somebody of the family."""

    section = Section.FAMILY

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Be the family's task."""
        super().setup(request, *args, **kwargs | {"section": section_slug(Section.FAMILY)})

    @cached_property
    def member(self) -> FamilyMember:
        """The person, by number."""
        return get_object_or_404(self.referral.family_members, number=self.kwargs["number"])

    def get_place(self) -> str:
        """Return the person's place, which is a number."""
        return f"family/{self.member.number}"

    def get_parts(self) -> list[forms.Part]:
        """Return what the form asks about somebody it names."""
        member = self.member
        parts = self.about_person(
            "person",
            {"name": member.name},
            under_18=member.under_18,
            at_home=member.lives_with == Answer.YES,
        )
        parts[0].whom = member.name
        return parts

    def get_back_url(self) -> str:
        """Return the list of people."""
        return self.at("add_section", section_slug(self.section))

    def _people_listed(self) -> dict[str, Any]:
        return {"about": self.member.name}
