"""The case report of one simulated patient, measured and true."""
