"""The verbs of a referral's life; only `life.advance` writes a status."""
