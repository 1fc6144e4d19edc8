"""Since when a check's answer is so; what older registries stored does not tell."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    # Plain ADD COLUMN: a registry of the version before goes on working beside it.
    op.add_column("checks", sa.Column("since_on", sa.Date(), nullable=True))
