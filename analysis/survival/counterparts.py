"""What of a study the simulator has no counterpart for: its rule of entry, its days and its events; each in a few words."""

from haicsim.analysis.studies import Study
from haicsim.analysis.survival.membership import ENTRY_RULES
from haicsim.analysis.survival.observation import CONVENTIONS, TIME_ZEROS
from haicsim.sim.errors import Fault, InputError


def refuse_unknown_rule(study: Study) -> None:
    """Raise InputError where the simulator cannot pick the patients of a study, so that none of its figures is compared."""
    rule = study.design.entry_rule
    if rule.name not in ENTRY_RULES:
        said = (
            f"none of its {len(study.figures)} reported values is compared, for the simulator cannot pick patients by this "
            f"rule of entry yet; it can by {', '.join(ENTRY_RULES)}"
        )
        raise InputError([Fault(f"study {study.name}", None, "design.entry_rule.name", rule.name, said)])


def why_no_endpoint(study: Study, endpoint: str) -> str | None:
    """Why the simulator does not count an endpoint; None where it does."""
    about = study.endpoints[endpoint]
    if about.time_zero == "not_stated":
        return f"the paper does not say from when {endpoint} counts"
    if about.time_zero not in TIME_ZEROS:
        return (
            f"{endpoint} counts from {about.time_zero.replace('_', ' ')}, a day the simulator does not offer"
        )
    if about.convention == "not_stated":
        return f"the paper does not say what counts as the event of {endpoint}"
    if about.convention not in CONVENTIONS:
        return f"the simulator does not count the event of {endpoint}"
    return None


def counted_endpoints(study: Study) -> tuple[str, ...]:
    """The endpoints of a study that the simulator counts, in the order of the file."""
    return tuple(name for name in study.endpoints if why_no_endpoint(study, name) is None)
