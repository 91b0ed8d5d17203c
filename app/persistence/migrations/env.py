"""Runs the migrations on the connection that app/persistence/migrate.py hands over."""

from alembic import context
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.persistence import tables


def _render(kind: str, item: object, _autogen: object) -> str | bool:
    """Writes our column types as the plain ones they are stored in."""
    if kind == "type" and isinstance(item, TypeDecorator):
        plain: TypeEngine[object] = item.impl_instance
        return f"sa.{plain!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_item=_render,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
