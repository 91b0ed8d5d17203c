"""Tables, mapping and queries."""
