"""The pricing context over HTTP."""

from __future__ import annotations

from typing import Any

HANDLERS: list[Any] = []
