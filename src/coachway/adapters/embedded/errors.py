"""Why an embedded server could not be run: each message is one line that says what to mend."""

from __future__ import annotations


class EmbeddedError(Exception):
    """An embedded server cannot be run here."""


class FolderInUse(EmbeddedError):
    """Another process runs on the folder."""


class FolderUnusable(EmbeddedError):
    """The folder cannot be made, written or reached."""


class ServerFailed(EmbeddedError):
    """The server ended, or was not ready in time."""
