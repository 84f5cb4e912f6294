"""Agreement with a published study: the same statistics in simulated studies of its size, and where its own lie."""

from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.survival.membership import ENTRY_RULES, members
from haicsim.analysis.validation.landmarks import LandmarkRow, compare, observed

__all__ = ["ENTRY_RULES", "LandmarkRow", "compare", "exact_interval", "members", "observed"]
