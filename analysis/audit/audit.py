"""The whole audit: every check, in one order, on one study."""

from collections.abc import Callable

from haicsim.analysis.audit.before_after import check_before_after
from haicsim.analysis.audit.findings import Context, Report
from haicsim.analysis.audit.log_rank import check_log_rank
from haicsim.analysis.audit.magnitudes import check_units
from haicsim.analysis.audit.medians import check_summaries
from haicsim.analysis.audit.p_values import check_p_values
from haicsim.analysis.audit.percentages import check_percentages
from haicsim.analysis.audit.repeated_values import check_repeated_values
from haicsim.analysis.audit.sites import check_sites
from haicsim.analysis.audit.survival_curves import check_survival
from haicsim.analysis.audit.thresholds import check_thresholds
from haicsim.analysis.audit.totals import check_totals
from haicsim.analysis.audit.unattributed_counts import check_unattributed_counts
from haicsim.analysis.km_solver.rounding import Convention
from haicsim.analysis.studies import Study


def audit(
    study: Study, convention: Convention = "any", progress: Callable[[str], None] | None = None
) -> Report:
    """Everything that does not fit among the printed figures of a study.

    convention: how numbers were rounded; 'any' proves impossibility under each. progress: called with what is examined.
    Works from the study alone. Raises InputError where the study names a quantity without known limits.
    """
    context = Context(study, convention)
    report = progress or (lambda what: None)
    report("survival")
    consistent = check_survival(context)
    report("numbers of events and observation")
    check_unattributed_counts(context, consistent)
    report("log-rank")
    check_log_rank(context, consistent)
    for what, check in (
        ("percentages", check_percentages),
        ("totals", check_totals),
        ("sites", check_sites),
        ("figures printed twice", check_repeated_values),
        ("medians and means", check_summaries),
        ("limits", check_thresholds),
        ("units", check_units),
        ("change", check_before_after),
        ("p values", check_p_values),
    ):
        report(what)
        check(context)
    return context.final()
