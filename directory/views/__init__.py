"""Pages of the directory: public ones, and those of whoever keeps it."""
