"""What happened: frozen, past-tense facts, stored in the transaction that made them true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

_by_name: dict[str, type[Event]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact that others may react to. Its fields are plain values (numbers, text, dates, Money, lists of these).

    A subclass names itself as the outside world knows it: `class LeadWasAssigned(Event, name="lead.assigned")`.
    """

    name: ClassVar[str]

    def __init_subclass__(cls, *, name: str, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if name in _by_name and _by_name[name].__qualname__ != cls.__qualname__:
            raise TypeError(f"two events are named {name}")
        cls.name = name
        _by_name[name] = cls


def event_type(name: str) -> type[Event]:
    """The class of the event of that name. Raises KeyError."""
    return _by_name[name]


def known_events() -> dict[str, type[Event]]:
    """Every event that has been imported, by name."""
    return dict(_by_name)
