"""The pages that look across the portal, and the public statements."""
