"""The words of the e-mails about a referral (pages.md 10): references, never a child.

Plain text; no name but the reader's first name, no family, place, agency, level or outcome.
"""

from datetime import datetime

from accounts.models import Membership
from accounts.notices import Email, email_ending
from govuk.words import day_words, london, time_words, when
from referrals.models import Referral
from referrals.presenters import Office

NOT_SENT = "NOT SENT: a referral you started"


def sent_email(
    referral: Referral, *, reader: Membership, office: Office, read_by: datetime, now: datetime
) -> Email:
    """Return e-mail 1: received, and by when somebody reads it.

    Args:
        office: the front door at the moment of receipt.
        read_by: when the first reading is due.
    """
    if office.is_open:
        reading = f"It will be read by {when(read_by, now)}."
    else:
        reading = (
            f"The {office.name} is closed and will not read it until "
            f"{when(office.next_opening, now)}. Do not wait if it cannot wait: ring the "
            f"{office.others_name}."
        )
    received = referral.received_at or now
    return _email(
        f"Referral {referral.reference} received",
        f"We have received referral {referral.reference} at {_moment(received, now)}. {reading} "
        "Sign in to see what happens next or to add to it.",
        reader,
        referral,
    )


def something_to_read_email(
    referral: Referral,
    *,
    reader: Membership,
    what: str,
    answer_by: datetime | None,
    now: datetime,
) -> Email:
    """Return e-mail 2: a message or a decision to read, and whether an answer is needed.

    Args:
        what: "message" or "decision".
        answer_by: by when the hub needs an answer, if it does.
    """
    answer = f" We need your answer by {when(answer_by, now)}." if answer_by else ""
    return _email(
        f"Something to read about referral {referral.reference}",
        f"There is a {what} for you about referral {referral.reference}. Please read it "
        f"today.{answer}",
        reader,
        referral,
    )


def not_sent_email(
    referral: Referral, *, reader: Membership, office: Office, now: datetime
) -> Email:
    """Return e-mail 3 to whoever writes the draft: nobody has seen it (decision 32)."""
    return _email(
        NOT_SENT,
        f"You started a referral at {_moment(referral.started_at, now)} and have not sent it. "
        f"Nobody has seen it. If you are still worried, sign in and send it, or ring the "
        f"{office.name}. If it is not needed, sign in and say why.",
        reader,
        referral,
    )


def site_not_sent_email(referral: Referral, *, reader: Membership) -> Email:
    """Return e-mail 3 to the site's safeguarding lead (decision 32)."""
    return _email(
        "NOT SENT: a referral started at your site",
        "A referral started at your site has not been sent. Nobody has seen it. Sign in to see "
        "whose it is.",
        reader,
        referral,
    )


def _email(subject: str, words: str, reader: Membership, referral: Referral) -> Email:
    """Return an e-mail that ends with whom to ring about this referral."""
    ending = email_ending(reader.partnership, referral.front_door_id)
    return Email(subject=subject, text=f"Hello {reader.person.first_name}. {words}\n\n{ending}\n")


def _moment(moment: datetime, now: datetime) -> str:
    """Return "4:55pm on Friday 20 November": an e-mail may be read on another day."""
    local = london(moment)
    return f"{time_words(local.time())} on {day_words(local.date(), london(now).date())}"
