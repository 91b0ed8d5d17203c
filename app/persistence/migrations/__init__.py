"""Alembic's scripts, from the first table on."""
