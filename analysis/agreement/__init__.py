"""Agreement with a published study: the same statistics in simulated studies of its size, and where its own lie."""

from analysis.agreement.intervals import exact_interval
from analysis.agreement.landmarks import Row, as_dicts, compare, observed
from analysis.agreement.membership import ENTRY_RULES, members

__all__ = ["ENTRY_RULES", "Row", "as_dicts", "compare", "exact_interval", "members", "observed"]
