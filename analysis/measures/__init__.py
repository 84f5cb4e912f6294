"""What is measured of the simulated patients: outcome measures, summary, states, reasons for not being converted."""
