"""The operating-system account that a server runs under: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_NOBODY: Final = 65534  # what Linux calls `nobody` where the password file does not


@dataclass(frozen=True, slots=True)
class Account:
    """A user and a group, by number: neither needs an entry in the password file."""

    uid: int
    gid: int

    @property
    def has_name(self) -> bool:
        """Whether the password file knows the user."""
        try:
            pwd.getpwuid(self.uid)
        except KeyError:
            return False
        return True

    def reaches(self, path: Path) -> bool:
        """Whether every folder above the path lets this account through."""
        for folder in path.resolve().parents:
            status = folder.stat()
            if status.st_uid == self.uid:
                needed = 0o100
            elif status.st_gid == self.gid:
                needed = 0o010
            else:
                needed = 0o001
            if not status.st_mode & needed:
                return False
        return True


def account_for(folder: Path) -> Account | None:
    """Whom to become to run a server on this folder; None means to stay who we are.

    Root becomes the owner of a folder that is there already, else `nobody`.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists():
        owner = folder.stat()
        if owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(_NOBODY, _NOBODY)
    return Account(nobody.pw_uid, nobody.pw_gid)
