"""What if: more converted, by what and for whom; where a gain comes from; two worlds; what a study would report."""
