"""What people of the hub type."""
