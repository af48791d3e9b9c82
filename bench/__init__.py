"""How long the main pages take, beside an empty page of the same stack: `make bench`."""
