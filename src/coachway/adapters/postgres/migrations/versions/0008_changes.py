"""The changes context."""

from __future__ import annotations

revision = "0008_changes"
down_revision = "0007_vendor"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
