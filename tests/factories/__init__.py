"""Builders of invented records, for tests."""
