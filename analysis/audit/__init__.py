"""Can the printed figures of a study all be true together?"""

from haicsim.analysis.audit.audit import audit
from haicsim.analysis.audit.findings import Alternative, Finding, Report

__all__ = ["Alternative", "Finding", "Report", "audit"]
