"""What docs/trust.md says was measured, and how: closed forms, mutants, coverage, other Pythons."""
