"""Pages for everybody: start, browse, offers, map, visit plan."""
