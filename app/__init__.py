"""The web and the world around the domain; import from its modules, never from here."""
