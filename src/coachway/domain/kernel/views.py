"""Read shapes: what a context lets others see, as plain values that nobody changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def view(shape: type[T]) -> type[T]:
    """A slotted dataclass that is frozen to the type checker only.

    Freezing it at run time makes building one cost fifteen times as much (8 µs instead of 0.5 for sixty fields),
    and lists build them by the thousand.
    """
    return dataclass(slots=True)(shape)
