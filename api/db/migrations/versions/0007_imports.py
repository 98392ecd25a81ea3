"""Files that people send, and what became of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from api.db.set_aside import set_aside, take_back

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table, or take back what a downgrade set aside."""
    if take_back("imports"):
        return
    op.create_table(
        "imports",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("with_build", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_read", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("report", JSONB(), nullable=True),
        sa.Column("problems", JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column(
            "number_of_problems", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_imports")),
        sa.CheckConstraint(
            "state in ('waiting', 'loading', 'building', 'done', 'failed')",
            name=op.f("ck_imports_state_is_known"),
        ),
        schema="app",
    )


def downgrade() -> None:
    """Set it aside; no row is lost."""
    set_aside("imports")
