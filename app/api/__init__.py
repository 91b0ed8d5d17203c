"""What other programs may ask: one address, JSON in and out."""
