"""How fast the engines are, as ratios measured in one run: what `haicsim bench` prints and `benchmarks/` repeats."""
