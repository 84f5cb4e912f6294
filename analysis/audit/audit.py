"""The whole audit: every check, in one order, on one study."""

from collections.abc import Callable

from analysis.audit.change import check_change
from analysis.audit.findings import Desk, Report
from analysis.audit.logrank import check_log_rank
from analysis.audit.percentages import check_percentages
from analysis.audit.pvalues import check_p_values
from analysis.audit.rounding import Convention
from analysis.audit.sites import check_sites
from analysis.audit.summaries import check_summaries
from analysis.audit.survival import check_survival
from analysis.audit.thresholds import check_thresholds
from analysis.audit.totals import check_totals
from analysis.audit.twice import check_twice
from analysis.audit.units import check_units
from analysis.audit.unstated import check_unstated
from analysis.studies import Study


def audit(
    study: Study, convention: Convention = "any", progress: Callable[[str], None] | None = None
) -> Report:
    """Everything that does not fit among the printed figures of a study.

    convention: how numbers were rounded; 'any' proves impossibility under each. progress: told what is examined.
    Works from the study alone. Raises InputError where the study names a quantity without known limits.
    """
    desk = Desk(study, convention)
    told = progress or (lambda what: None)
    told("survival")
    consistent = check_survival(desk)
    told("numbers of events and observation")
    check_unstated(desk, consistent)
    told("log-rank")
    check_log_rank(desk, consistent)
    for what, check in (
        ("percentages", check_percentages),
        ("totals", check_totals),
        ("sites", check_sites),
        ("figures printed twice", check_twice),
        ("medians and means", check_summaries),
        ("limits", check_thresholds),
        ("units", check_units),
        ("change", check_change),
        ("p values", check_p_values),
    ):
        told(what)
        check(desk)
    return desk.final()
