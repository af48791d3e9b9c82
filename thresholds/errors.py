"""What can go wrong with a framework, by name."""

from collections.abc import Sequence
from datetime import datetime

from accounts.errors import OperationError, StaleRecord


class UnknownFramework(OperationError):
    """No framework with this key is loaded."""

    message = "No framework has this key."


class UnknownIndicator(OperationError):
    """No indicator of the edition has this level and wording."""

    message = "No indicator has this level and wording."


class UnknownCircumstance(OperationError):
    """The edition has no circumstance with this key."""

    message = "No special circumstance has this key."


class UnreadableFile(OperationError):
    """The file is missing, is not JSON, or does not have the expected shape."""

    message = "This file cannot be read."


class RepeatedEntry(OperationError):
    """The file gives the same entry twice, and one of the two would be passed over unseen."""

    message = "This file gives the same entry twice."


class PdfLibraryMissing(OperationError):
    """This machine has no Pango, which draws the text of PDF documents."""

    message = (
        "PDF documents cannot be made here: the Pango library is missing. "
        "Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0. "
        "macOS: brew install pango."
    )


class PublishedEdition(OperationError):
    """A published edition is frozen: referrals point to its words."""

    message = "A published edition is never changed. Give the new text a new edition name."


# Working on a draft ----------------------------------------------------------------------------


class DraftExists(OperationError):
    """A framework has one draft at a time, so that nobody publishes over a colleague's work."""

    message = "A draft is open already. Work on that one, or discard it first."


class AwaitsPublication(OperationError):
    """Its text rests while a second administrator is asked to publish it."""

    message = (
        "A second administrator has been asked to publish this draft. "
        "Withdraw the request before you change it."
    )


class DraftTextChanged(StaleRecord):
    """Somebody changed the same text of a draft after the page was loaded."""

    def __init__(self, *, version: int, by_name: str, same_person: bool, at: datetime) -> None:
        super().__init__()
        self.version = version
        self.by_name = by_name
        self.same_person = same_person
        self.at = at


class SignGone(OperationError):
    """Somebody retired the sign while another page about it was open."""

    message = "This sign was retired meanwhile. Put it back before you change it."


class SignThere(OperationError):
    """The sign is in the draft already."""

    message = "This sign is in the draft already."


class UnknownLevel(OperationError):
    """A level that is none of the four."""

    message = "Choose a level from 1 to 4"


class UnknownDomain(OperationError):
    """The draft has no domain of this name."""

    message = "Choose a domain of this edition"


class NoWords(OperationError):
    """A text that cannot be empty."""

    message = "Enter the words"


class SameWording(OperationError):
    """An indicator is identified by its edition, level and wording together (decision 15)."""

    message = "Enter other words: this level has a sign with the same words already"


class NoFurther(OperationError):
    """What is moved stands at the end of its list already."""

    message = "It cannot go further this way: it is at the end of its list."


class NotInThisList(OperationError):
    """A sign is placed after another of the same level and domain."""

    message = "Choose a sign of the same level and domain"


class ImpossibleSetting(OperationError):
    """A number of the suggestion that is out of range."""

    message = "Enter a whole number from 1 to 20"


class NameOfAnotherEdition(OperationError):
    """Two editions of a framework have different names."""

    message = "Enter another name: an edition has this one already"


class LevelThere(OperationError):
    """A draft has each level once; `number` says which is there."""

    message = "This level is in the draft already. Change it instead"


class LevelInUse(OperationError):
    """A level that signs, questions or special circumstances still need; the words say which."""

    message = "This level is still used in the draft."


class NameThere(OperationError):
    """Another domain, term or page of the draft has this name."""

    message = "Enter another name: the draft has this one already"


class MoreHeldNow(OperationError):
    """Signs came into a domain, or left it, since somebody was asked whether to retire it."""

    message = "Check again: the signs of this domain changed since you opened the page"


class StepInUse(OperationError):
    """An answer leads to this page; the words say which."""

    message = "Answers lead to this page. Change them first."


class TextThere(OperationError):
    """What was to be put back is in the draft already."""

    message = "This is in the draft already."


class TextGone(OperationError):
    """What was taken out meanwhile, or was never published."""

    message = "This was taken out of the draft meanwhile."


class UnknownWay(OperationError):
    """A referral goes to one of four places."""

    message = "Write “goes_to” as own_agency, services, hub or family_centre"


class NoDuty(OperationError):
    """A passage about no special circumstance says itself what to do."""

    message = "Enter what to do, or choose the special circumstance it is about"


class AnswerWithoutPage(OperationError):
    """An answer leads to a page of the same draft, and each is said once."""

    message = "Select where this answer leads"


# Publishing ------------------------------------------------------------------------------------


class NotReady(OperationError):
    """Something in the draft would leave practitioners without an answer; `reasons` says what."""

    message = "This draft cannot be published yet."

    def __init__(self, reasons: Sequence[str] = ()) -> None:
        super().__init__(" ".join(reasons) or None)
        self.reasons = tuple(reasons)


class DayHasPassed(OperationError):
    """An edition takes effect on a day to come: referrals of the past keep their words."""

    message = "Enter today or a day to come"


class NobodyAsked(OperationError):
    """Publishing answers a request of another administrator."""

    message = "Nobody has asked for this draft to be published."


class SecondPersonNeeded(OperationError):
    """Whoever asked cannot answer."""

    message = "You asked for this draft to be published. Another administrator must publish it."


# A file of signs -------------------------------------------------------------------------------


class WrongRows(OperationError):
    """Rows of a file that cannot be taken over; nothing of the file is."""

    message = "Nothing was imported. Check the rows below."

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__()
        self.problems = tuple(problems)


# The search of signs ---------------------------------------------------------------------------


class SearchedTooOften(OperationError):
    """One browser, or one person, searches faster than anybody types."""

    message = "You have searched too many times in a minute. Wait a minute, then search again"
