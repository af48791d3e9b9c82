"""The e-mails of the demo, which are written to a folder and sent to nobody."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from govuk.words import when

SHOWN = 50
# Django's backend writes one line of dashes after each message.
END = b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class SentMail:
    """One e-mail as its reader would see it."""

    to: str
    subject: str
    at: datetime
    when: str
    text: str


def newest_mail(folder: Path, now: datetime) -> list[SentMail]:
    """Return the newest e-mails in `folder`, newest first; none where nothing was sent yet.

    A file that a worker is writing at this moment may end early; what it holds so far is shown
    the next time.
    """
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    found: list[SentMail] = []
    for file in files[:SHOWN]:
        for raw in file.read_bytes().split(END):
            message = message_from_bytes(raw.lstrip(), _class=EmailMessage, policy=policy.default)
            if message["Date"] and (body := message.get_body(("plain",))):
                # "-0000" is how mail says UTC.
                at = parsedate_to_datetime(str(message["Date"])).replace(tzinfo=UTC)
                found.append(
                    SentMail(
                        to=str(message["To"]),
                        subject=str(message["Subject"]),
                        at=at,
                        when=when(at, now),
                        text=body.get_content(),
                    )
                )
    return sorted(found, key=lambda mail: mail.at, reverse=True)[:SHOWN]
