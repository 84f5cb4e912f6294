"""Two engines that tell the same story: readable processes on SimPy, and the same story compiled."""
