"""Two people wrote at once: nothing is lost, and one of them settles it field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from govuk import fields
from govuk.forms import FormKeyMixin, KitForm, VersionMixin


class Keep(StrEnum):
    """What becomes of a field that two people wrote."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"


@dataclass(frozen=True)
class Clash:
    """One field with both texts; `long` is false for what cannot be put one under the other."""

    name: str
    label: str
    theirs: str
    mine: str
    long: bool = True


class ConflictForm(FormKeyMixin, VersionMixin, KitForm):
    """Ask for each clash what is kept; nothing is chosen beforehand.

    Give the newest version as `initial={"version": …}`; `settled` is what to save. With
    `same_person` one person wrote both, in two windows, and nothing is "theirs".
    """

    def __init__(
        self,
        *arguments: object,
        clashes: Sequence[Clash],
        same_person: bool = False,
        **options: object,
    ) -> None:
        super().__init__(*arguments, **options)
        self.clashes = tuple(clashes)
        for clash in self.clashes:
            theirs = "Keep what is saved" if same_person else "Keep theirs"
            mine = "Keep what is not saved" if same_person else "Keep mine"
            choices = [(Keep.THEIRS, theirs), (Keep.MINE, mine)]
            if clash.long:
                choices.append((Keep.BOTH, "Keep both, one under the other"))
            self.fields[clash.name] = fields.RadiosField(
                label=clash.label,
                choices=choices,
                error=f"Select what to keep for {clash.label[:1].lower() + clash.label[1:]}",
                # The page shows the same words as a heading just above.
                macro={"fieldset": {"legend": {"classes": "govuk-visually-hidden"}}},
            )

    @property
    def settled(self) -> dict[str, str]:
        """Return the text to save for each field, after `is_valid()`."""
        return {clash.name: self._text(clash) for clash in self.clashes}

    def _text(self, clash: Clash) -> str:
        match self.cleaned_data[clash.name]:
            case Keep.THEIRS:
                return clash.theirs
            case Keep.MINE:
                return clash.mine
            case _:
                return f"{clash.theirs}\n\n{clash.mine}"

    @property
    def rows(self) -> list[tuple[Clash, object]]:
        """Return each clash with its bound field, for the page."""
        return [(clash, self[clash.name]) for clash in self.clashes]
