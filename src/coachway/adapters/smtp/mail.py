"""A letter as an e-mail: plain text, and simple HTML of the same words."""

from __future__ import annotations

from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, formataddr, parseaddr
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader

from coachway.domain.notifications.ports import DeliveryRefused, Letter

_layout: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
).get_template("letter.html.jinja")


class _Verbatim(UnstructuredHeader, BaseHeader):
    """A header for programs, on one line as it is: folding would encode what is long and has no spaces."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_headers: Final = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", _Verbatim)
_POLICY: Final = SMTP.clone(header_factory=_headers)


def compose(letter: Letter, *, sender: str) -> EmailMessage:
    """The e-mail. Its Message-ID is the notification's, so that a letter sent twice can be told to be one.

    Raises DeliveryRefused where the recipient has no address that mail could go to.
    """
    address = letter.recipient.email
    if not address:
        raise DeliveryRefused("The recipient has no e-mail address.")
    _, sender_address = parseaddr(sender)
    mail = EmailMessage(policy=_POLICY)
    try:
        mail["From"] = sender
        mail["To"] = formataddr((_in_one_line(letter.recipient.name), address))
        mail["Subject"] = _in_one_line(letter.subject)
    except ValueError as error:
        raise DeliveryRefused(f"No mail can be made of it: {error}") from error
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = f"<notification-{letter.notification_id}@{sender_address.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    text = letter.message
    if letter.unsubscribe_url:
        mail["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        text = f"{text.rstrip()}\n\nNo more news and offers from us: {letter.unsubscribe_url}\n"
    mail.set_content(text)
    paragraphs = [part for part in text.strip().split("\n\n") if part.strip()]
    mail.add_alternative(_layout.render(subject=letter.subject, paragraphs=paragraphs), subtype="html")
    return mail


def _in_one_line(text: str) -> str:
    """Names come from outside: a line break in one of them must neither make a header nor keep the mail from going."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
