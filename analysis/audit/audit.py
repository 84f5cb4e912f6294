"""The whole audit: every check, in one order, on one study."""

from collections.abc import Callable

from haicsim.analysis.audit.before_after import check_before_after
from haicsim.analysis.audit.confidence_intervals import check_confidence_intervals
from haicsim.analysis.audit.containment import check_containment
from haicsim.analysis.audit.findings import Context, Report
from haicsim.analysis.audit.follow_up import check_follow_up
from haicsim.analysis.audit.hazard_ratios import check_hazard_ratios
from haicsim.analysis.audit.log_rank import check_log_rank
from haicsim.analysis.audit.magnitudes import check_units
from haicsim.analysis.audit.mean_survival import check_mean_survival
from haicsim.analysis.audit.medians import check_summaries
from haicsim.analysis.audit.nested_endpoints import check_nested_endpoints
from haicsim.analysis.audit.p_values import check_p_values
from haicsim.analysis.audit.percentages import check_percentages
from haicsim.analysis.audit.repeated_values import check_repeated_values
from haicsim.analysis.audit.same_patients import check_same_patients
from haicsim.analysis.audit.sites import check_sites
from haicsim.analysis.audit.survival_curves import check_survival
from haicsim.analysis.audit.thresholds import check_thresholds
from haicsim.analysis.audit.totals import check_totals
from haicsim.analysis.audit.traits import check_traits
from haicsim.analysis.audit.unattributed_counts import check_unattributed_counts
from haicsim.analysis.km_solver.rounding import Convention
from haicsim.analysis.studies import Study

ARITHMETIC = (
    ("percentages", check_percentages),
    ("totals", check_totals),
    ("rates that contain others", check_containment),
    ("sites", check_sites),
    ("figures printed twice", check_repeated_values),
    ("medians and means", check_summaries),
    ("limits", check_thresholds),
    ("units", check_units),
    ("change", check_before_after),
    ("p values", check_p_values),
    ("p values of two traits", check_traits),
    ("intervals", check_confidence_intervals),
    ("hazard ratios", check_hazard_ratios),
    ("nested endpoints", check_nested_endpoints),
    ("mean survival", check_mean_survival),
    ("follow-up", check_follow_up),
)


def audit(
    study: Study,
    convention: Convention = "any",
    progress: Callable[[str], None] | None = None,
    arithmetic: Callable[[Report], None] | None = None,
) -> Report:
    """Everything that does not fit among the printed figures of a study.

    convention: how numbers were rounded; 'any' proves impossibility under each. progress: called with what is examined.
    arithmetic: called once all but survival is examined, which takes no time, with what was found until then.
    Works from the study alone. Raises InputError where the study names a quantity without known limits.
    """
    report = progress or (lambda what: None)
    context = Context(study, convention)
    for what, check in ARITHMETIC:
        report(what)
        check(context)
    if arithmetic is not None:
        arithmetic(context.final())
    found, context.findings = context.findings, []
    report("survival")
    consistent = check_survival(context, lambda what: report(f"survival: {what}"))
    check_same_patients(context, consistent)
    report("numbers of events and observation")
    check_unattributed_counts(context, consistent)
    report("log-rank")
    check_log_rank(context, consistent)
    context.findings += found
    return context.final()
