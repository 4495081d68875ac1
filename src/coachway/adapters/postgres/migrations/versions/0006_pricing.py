"""The pricing context."""

from __future__ import annotations

revision = "0006_pricing"
down_revision = "0005_charters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
