"""The first schema: people, cases, messages, feeds, numbers and the queue."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and give this registry its epoch."""
    op.create_table(
        "blocks",
        sa.Column("office_code", sa.String(length=8), nullable=False),
        sa.Column("workplace", sa.String(length=8), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("leased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "workplace", "ordinal"),
        sa.UniqueConstraint("request_id"),
    )
    op.create_table(
        "cases",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("iin", sa.String(length=12), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("certificate_number", sa.String(length=40), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("office_code", sa.String(length=8), nullable=False),
        sa.Column("intake_office", sa.String(length=8), nullable=False),
        sa.Column("decision_office", sa.String(length=8), nullable=False),
        sa.Column("is_routed", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("t0_ticket", sa.DateTime(timezone=True), nullable=True),
        sa.Column("t1_called", sa.DateTime(timezone=True), nullable=True),
        sa.Column("t2_identified", sa.DateTime(timezone=True), nullable=True),
        sa.Column("t3_signed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("t4_decided", sa.DateTime(timezone=True), nullable=True),
        sa.Column("t5_paper_out", sa.DateTime(timezone=True), nullable=True),
        sa.Column("t6_handed_over", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("application_id"),
        sa.UniqueConstraint("certificate_number"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("cases_by_iin", "cases", ["iin"], unique=False)
    op.create_table(
        "checks",
        sa.Column("iin", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("iin", "code"),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "offices",
        sa.Column("office_code", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name_kk", sa.String(length=300), nullable=False),
        sa.Column("name_ru", sa.String(length=300), nullable=False),
        sa.Column("decision_office", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("office_code"),
    )
    op.create_table(
        "people",
        sa.Column("iin", sa.String(length=12), nullable=False),
        sa.Column("surname", sa.String(length=120), nullable=False),
        sa.Column("given_name", sa.String(length=120), nullable=False),
        sa.Column("patronymic", sa.String(length=120), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("sex", sa.String(length=6), nullable=False),
        sa.Column("citizenship", sa.String(length=3), nullable=False),
        sa.Column("document_kind", sa.String(length=40), nullable=False),
        sa.Column("document_number", sa.String(length=40), nullable=False),
        sa.Column("document_issued_by", sa.String(length=200), nullable=False),
        sa.Column("document_issued_on", sa.Date(), nullable=True),
        sa.Column("document_valid_until", sa.Date(), nullable=True),
        sa.Column("prefill", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("iin"),
    )
    op.create_table(
        "tickets",
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("office_code", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("workplace", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id"),
    )
    op.create_index(
        "tickets_by_office", "tickets", ["office_code", "state", "issued_at"], unique=False
    )
    op.create_table(
        "messages",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("device_sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("office_code", sa.String(length=8), nullable=False),
        sa.Column("workplace", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["cases.application_id"],
        ),
        sa.PrimaryKeyConstraint("message_id"),
        sa.UniqueConstraint("application_id", "revision", name="messages_by_revision"),
    )
    op.create_index(
        "messages_by_device",
        "messages",
        ["office_code", "workplace", "device_sequence"],
        unique=False,
    )
    op.create_table(
        "ticket_requests",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["tickets.ticket_id"],
        ),
        sa.PrimaryKeyConstraint("request_id"),
    )
    op.create_table(
        "changes",
        sa.Column("office_code", sa.String(length=8), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.message_id"],
        ),
        sa.PrimaryKeyConstraint("office_code", "sequence"),
    )

    op.execute(
        sa.table("facts", sa.column("name"), sa.column("text"))
        .insert()
        .values(name="epoch", text=uuid4().hex)
    )
