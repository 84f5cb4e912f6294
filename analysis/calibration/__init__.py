"""Calibration: which values of the disease's numbers the published series allow, all of them taken together.

A plan names what moves and the series that speak; evaluations are cells of a store, so that nothing is lost; an emulator
of their results is sampled; what comes out is a posterior, and what the data did not say.
"""
