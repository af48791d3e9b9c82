"""Family Wellbeing's pages."""
