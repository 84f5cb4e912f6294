"""Outcomes: one row per patient, the truth of what happened, folded from the journal row by row."""
