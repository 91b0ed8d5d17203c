"""Runs the migrations on the connection that app/persistence/migrate.py hands over."""

from alembic import context

from app.persistence import tables

context.configure(
    connection=context.config.attributes["connection"], target_metadata=tables.metadata
)
with context.begin_transaction():
    context.run_migrations()
