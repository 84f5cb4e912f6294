"""The numbers of the model by clinical topic: what each means, its dimension and what is possible."""
