"""A hospital in motion, read from the journal of a run: where everybody is, day by day."""
