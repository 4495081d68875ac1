"""What the demo must remember between two runs: the admin it signs in as, and the password of the people it made."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from coachway.entrypoints.demo.platform import DemoStopped

FILE: Final = "demo.json"
"""In the data folder, readable by its owner only, as the platform's own secrets beside it are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """With whose credentials the demo works."""

    admin_email: str
    admin_password: str
    password: str

    @classmethod
    def found(
        cls,
        data_dir: Path,
        *,
        admin_email: str,
        admin_password: str,
        password: str,
        drawn_by_up: tuple[str, str] | None = None,
    ) -> Self:
        """What is given here goes before what an earlier run kept, and that before the admin that `up` made.

        Raises DemoStopped where no admin is known.
        """
        file = data_dir / FILE
        kept = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        own_email, own_secret = drawn_by_up or ("", "")
        email = admin_email or kept.get("admin_email", own_email)
        secret = admin_password or kept.get("admin_password", own_secret)
        if not email or not secret:
            raise DemoStopped("The demo signs in as an admin: give it --admin-email and --admin-password.")
        return cls(
            admin_email=email,
            admin_password=secret,
            password=password or kept.get("password", "") or f"demo-{secrets.token_urlsafe(9)}",
        )

    def keep(self, data_dir: Path) -> None:
        """For the next run."""
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = data_dir / f"{FILE}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
        draft.replace(data_dir / FILE)
