"""Marks of the composer: one module for each, one table for all."""
