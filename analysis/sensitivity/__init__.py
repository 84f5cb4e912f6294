"""What the answers hinge on: one parameter after the other, or all at once."""
