"""The two ways an e-mail leaves us."""

from __future__ import annotations

import asyncio
import os
import tempfile
from email.message import EmailMessage
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib

from coachway.adapters.smtp.mail import compose
from coachway.domain.notifications.ports import DeliveryRefused, Letter

PATIENCE_SECONDS: Final = 30.0


class SmtpCourier:
    """Hands each letter to a mail server, given as `smtp://user:password@host:587` or `smtps://host:465`."""

    def __init__(self, url: str, *, sender: str) -> None:
        """Raises ValueError for an address that is none."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("the mail server must be given as smtp://host:587 or smtps://host:465")
        self.destination = f"{parts.scheme}://{parts.hostname}"
        self._sender = sender
        self._host, self._port = parts.hostname, parts.port
        self._uses_tls = parts.scheme == "smtps"
        self._username = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def deliver(self, letter: Letter) -> None:
        mail = compose(letter, sender=self._sender)
        try:
            await aiosmtplib.send(
                mail,
                hostname=self._host,
                port=self._port,
                use_tls=self._uses_tls,
                username=self._username,
                password=self._password,
                timeout=PATIENCE_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(refusal.code >= 500 for refusal in error.recipients):
                raise DeliveryRefused(f"The mail server refuses the address: {error.recipients[0].message}") from error
            raise
        except aiosmtplib.SMTPDataError as error:
            if error.code >= 500:
                raise DeliveryRefused(f"The mail server refuses the message: {error.message}") from error
            raise


class FileCourier:
    """Writes each letter as an `.eml` file, named after its notification: writing it again leaves one file."""

    def __init__(self, folder: Path, *, sender: str) -> None:
        self.destination = f"files in {folder}"
        self._folder = folder
        self._sender = sender

    async def deliver(self, letter: Letter) -> None:
        mail = compose(letter, sender=self._sender)
        await asyncio.to_thread(self._write, letter.notification_id, mail)

    def _write(self, notification_id: int, mail: EmailMessage) -> None:
        # Mails hold secret links: nobody but us reads the folder, and a reader never meets half a file.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(dir=self._folder, prefix=".unfinished-")
        with os.fdopen(descriptor, "wb") as file:
            file.write(mail.as_bytes())
        Path(unfinished).replace(self._folder / f"notification-{notification_id}.eml")
