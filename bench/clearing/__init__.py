"""What the measurements of the guard are made of."""
