"""The sales context."""

from __future__ import annotations

revision = "0004_sales"
down_revision = "0003_clients"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
