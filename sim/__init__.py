"""The simulated patients: who they are, what happens to them, and the two engines that simulate it."""
