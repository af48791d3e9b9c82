"""Pages of the levels of need."""
