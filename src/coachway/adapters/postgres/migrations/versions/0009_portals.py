"""The portals context."""

from __future__ import annotations

revision = "0009_portals"
down_revision = "0008_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
