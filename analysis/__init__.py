"""What an observer makes of the simulated patients: survival, agreement with a paper, figures."""
