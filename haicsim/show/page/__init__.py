"""The interactive page (`haicsim page`): what a reader sees and touches; what it says is worked out below it."""
