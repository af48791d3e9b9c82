"""The verbs of accounts: audit, form keys, notices, sign-in and people."""
