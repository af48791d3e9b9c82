"""The verbs of Family Wellbeing."""
