"""Writes messages from the templates beside this file: the first line is the subject, the rest the message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound

from coachway.domain.kernel.clock import BusinessCalendar
from coachway.domain.kernel.money import Money
from coachway.domain.notifications.ports import Wording


class JinjaTemplates:
    """Messages are plain text: what a field holds is written as it is, and whoever makes HTML of it escapes."""

    def __init__(self, *, public_url: str, currency: str, calendar: BusinessCalendar) -> None:
        self._calendar = calendar
        self._currency = currency
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 (plain text)
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["public_url"] = public_url.rstrip("/")
        self._environment.filters |= {"money": self._money, "day": _day, "moment": self._moment, "words": _words}

    def write(self, template: str, facts: Mapping[str, object]) -> Wording:
        try:
            text = self._environment.get_template(f"{template}.txt.jinja").render(facts)
        except TemplateNotFound as error:
            raise LookupError(f"there is no template {template}") from error
        subject, _, message = text.partition("\n")
        return Wording(subject=" ".join(subject.split()), message=message.strip() + "\n")

    def _money(self, amount: Money) -> str:
        return f"{amount.amount:,.2f} {self._currency}"

    def _moment(self, moment: datetime) -> str:
        local = self._calendar.local(moment)
        return f"{_day(local)}, {local:%H:%M %Z}"


def _day(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"


def _words(code: str) -> str:
    """A code of ours as words: `under_review` is "under review"."""
    return code.replace("_", " ")
