"""Pages for delegations: asking, choosing, following, the programme."""
