"""How contacts read to the hub."""
