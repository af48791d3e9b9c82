"""Family and household of a draft: the list, each person's questions, removing (pages.md 5E)."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from accounts.errors import AlreadyDone
from accounts.operations import form_keys
from govuk.words import adult_words
from referrals.forms.draft import family as forms
from referrals.forms.draft import flow
from referrals.forms.draft.base import DraftForm
from referrals.models import FamilyMember, Referral
from referrals.operations import drafts
from referrals.presenters.facts import relation_words, told_apart
from referrals.rules import Answer, ChildKind
from referrals.views.draft.base import NotAsked, Question, children_called
from referrals.views.draft.removal import Removal
from referrals.views.scope import draft_address


class People(Question):
    """Who else is in the family or home, and whether there is anyone else."""

    form_class = forms.AnyoneElseForm
    template_name = "referrals/draft/people.html"
    place = "people"
    autosaves = False

    def get_initial(self) -> dict[str, Any]:
        """Show "I do not know" where it was said."""
        unknown = self.referral.household_known == Answer.UNKNOWN
        return {"another": Answer.UNKNOWN if unknown else ""}

    def write(self, form: Any) -> Referral:
        """Keep whether everyone is listed, or that nobody knows."""
        said = form.cleaned_data["another"]
        if said == "add" or not said:
            return self.referral
        known = Answer.UNKNOWN if said == Answer.UNKNOWN else Answer.YES
        return drafts.save(
            by=self.request.membership,
            referral=self.referral,
            version=None,
            changes={"household_known": known},
            question=self.get_place(),
        )

    def next_address(self, form: Any) -> str:
        """Lead to somebody else, or on."""
        if form.cleaned_data["another"] == "add":
            return draft_address(self.referral, "people/add")
        return super().next_address(form)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """List the people with what they are to the children."""
        members = self.referral.family_members.prefetch_related("relationships")
        return super().get_context_data(**context) | {
            "rows": [
                {
                    "number": member.number,
                    "name": adult_words(member.name, relation_words(member)),
                    "also_a_child": member.became_id is not None,
                    "change": draft_address(self.referral, f"people/{member.number}/who"),
                    "remove": draft_address(self.referral, f"people/{member.number}/remove"),
                }
                for member in members
            ]
        }


class NamesChildren(Question):
    """A page that asks for each child apart."""

    def get_form_options(self) -> dict[str, Any]:
        """Name the children where the form asks for each of them."""
        options = super().get_form_options()
        asks = self.get_form_class()
        if asks in {forms.WhoForm, forms.ResponsibilityForm}:
            called = told_apart(self.children, by="short_name")
            # Nobody has parental responsibility before a child is born.
            options["names"] = [
                (child.number, called[child.number])
                for child in self.children
                if asks is forms.WhoForm or child.kind != ChildKind.UNBORN
            ]
        return options


class AddPerson(NamesChildren):
    """Somebody of the family, household or network is added now."""

    form_class = forms.WhoForm
    place = "people/add"
    autosaves = False

    def answer(self, form: Any) -> str:
        """Add them; pressing twice adds one."""
        try:
            number = drafts.add_member(
                by=self.request.membership,
                referral=self.referral,
                answers=form.changes(),
                relations=form.relations,
                form_key=form.cleaned_data["form_key"],
            ).number
        except AlreadyDone:
            number = int(
                form_keys.result_of(key=form.cleaned_data["form_key"], by=self.request.membership)
                or 0
            )
        under_18 = form.cleaned_data["under_18"] == "yes"
        at_home = form.cleaned_data.get("lives_with") == Answer.YES
        person = flow.Person(number, under_18, at_home)
        following = flow.person_questions(person, born=self.situation.any_born)[1]
        return draft_address(self.referral, f"people/{number}/{following}")

    def get_back_url(self) -> str:
        """Return the list."""
        return draft_address(self.referral, "people")


class PersonQuestion(NamesChildren):
    """One question about one person."""

    @cached_property
    def member(self) -> FamilyMember:
        """The person, by number."""
        member = get_object_or_404(self.referral.family_members, number=self.kwargs["number"])
        member.referral = self.referral
        return member

    def get_record(self) -> FamilyMember:
        """The person."""
        return self.member

    def get_place(self) -> str:
        """Return the question's address inside the draft."""
        return f"people/{self.member.number}/{self.kwargs['question']}"

    def get_form_class(self) -> type[DraftForm]:
        """Return the question's form; adults and children are asked different things."""
        found = forms.PERSON_FORMS.get(self.kwargs["question"])
        if found is None:
            raise Http404
        if flow.chain_of(self.get_place(), self.situation) is None:
            raise NotAsked
        return found

    def get_words(self) -> dict[str, str]:
        """Call the person by name."""
        return {
            "name": self.member.name,
            "child": children_called(self.children),
        }

    def save_changes(self, changes: Mapping[str, Any], version: int | None) -> Referral:
        """Save the answer about the person."""
        drafts.change_member(
            by=self.request.membership,
            member=self.member,
            version=version,
            changes=changes,
            question=self.get_place(),
        )
        return self.referral

    def write(self, form: Any) -> Referral:
        """Save the answer, what they are to each child, or that they are worried about too."""
        by = self.request.membership
        if isinstance(form, forms.WorriedTooForm):
            drafts.say_whether_worried_too(
                by=by,
                member=self.member,
                worried=form.cleaned_data.get("worried_too", ""),
                because=form.cleaned_data.get("not_referred_because") or "",
            )
        else:
            drafts.change_member(
                by=by,
                member=self.member,
                version=form.cleaned_data.get("version"),
                changes=form.changes(),
                relations=getattr(form, "relations", None),
                question=self.get_place(),
            )
        return self.referral

    def get_autosave_url(self) -> str:
        """Nothing is saved while typing where an answer adds a child or concerns each child."""
        typing = self.kwargs["question"] in {"background", "contact"}
        return super().get_autosave_url() if typing else ""


class RemovePerson(Removal):
    """Remove somebody of the family from the draft."""

    home = "people"

    @cached_property
    def member(self) -> FamilyMember:
        """The person, by number."""
        return get_object_or_404(self.referral.family_members, number=self.kwargs["number"])

    @property
    def name(self) -> str:
        """Who is removed."""
        return self.member.name

    def remove(self) -> None:
        """Remove the person and what was written about them."""
        drafts.remove_member(by=self.request.membership, member=self.member)
