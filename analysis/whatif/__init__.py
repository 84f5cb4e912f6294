"""What if: more converted, by what and for whom; where a gain comes from; one person in two worlds."""
