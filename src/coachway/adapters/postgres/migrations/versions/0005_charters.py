"""The charters context."""

from __future__ import annotations

revision = "0005_charters"
down_revision = "0004_sales"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
