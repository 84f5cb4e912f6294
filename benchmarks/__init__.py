"""How fast haicsim is, measured from a source checkout: the package `speed`, and benchmarks run by pytest."""
