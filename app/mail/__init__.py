"""Mail: rendered, put into envelopes, sent."""
