"""Two engines that run the same story: readable processes on SimPy, and the story compiled."""
