"""Pure clinical rules: arithmetic on lengths and states, without clock, queue or random generator."""
