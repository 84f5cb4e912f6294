"""How fast the engines are, as ratios measured in one run: what `make bench` prints and the benchmarks repeat."""
