"""What the pages that look across the portal show."""
