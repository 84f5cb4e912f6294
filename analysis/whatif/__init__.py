"""What-if questions: what a change would do, and what a study of it would report."""
