"""The host's page behind the link in a mail."""
