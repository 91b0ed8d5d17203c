"""The demonstration's own pages; absent in production."""
