"""E-mail addresses and phone numbers, in the one form in which they are kept and compared."""

from __future__ import annotations

import re

import phonenumbers

# `localhost` is the one domain without a dot: a platform that runs on one machine has its first admin there.
_EMAIL = re.compile(r"[^@\s,;<>\"]+@(?:[^@\s,;<>\"]+\.[^@\s.,;<>\"]{2,}|localhost)")


def normalise_email(address: str) -> str:
    """The address in lower case; plus-tags and dots are left alone. Raises ValueError when it is none."""
    trimmed = address.strip().lower()
    if len(trimmed) > 254 or not trimmed.isprintable() or not _EMAIL.fullmatch(trimmed):
        raise ValueError("must be an e-mail address such as name@example.com")
    return trimmed


def normalise_phone(number: str, region: str) -> str:
    """The number as E.164 (`+12125550123`), a number without country code being read as of `region`.

    Raises ValueError when no such number is possible.
    """
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException as error:
        raise ValueError("must be a phone number such as +1 212 555 0123") from error
    if not phonenumbers.is_possible_number(parsed):
        raise ValueError("must be a possible phone number such as +1 212 555 0123")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
