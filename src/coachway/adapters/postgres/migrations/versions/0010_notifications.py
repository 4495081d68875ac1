"""The notifications context."""

from __future__ import annotations

revision = "0010_notifications"
down_revision = "0009_portals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
