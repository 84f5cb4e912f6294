"""Patients behind a paper's printed survival: data sets that agree with every usable figure, drawn at random."""

from haicsim.analysis.reconstruction.drawing import Drawn, Reconstruction
from haicsim.analysis.reconstruction.together import reconstruct

__all__ = ["Drawn", "Reconstruction", "reconstruct"]
