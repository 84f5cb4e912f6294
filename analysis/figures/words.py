"""What stands on axes: parameters and outcomes in words, with their units."""

from textwrap import fill

from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.measures.resource_names import words_of
from haicsim.sim.scenario.modify import changeable

_NO_UNIT = ("", "ratio", "count", "probability", "1", "log_sd")
_UNITS = {"d": "days", "share of 1": "%", "1/d": "per day", "1/year": "per year", "1/month": "per month"}


def unit_words(unit: str) -> str:
    """A unit as a reader expects it; nothing for a plain number."""
    return "" if unit in _NO_UNIT else _UNITS.get(unit, unit)


def outcome_scale(name: str, unit: str) -> tuple[float, str]:
    """By what values of an outcome are multiplied to be shown, and the unit they are shown in: shares as percent."""
    return (100.0, "%") if unit == "share of 1" else (1.0, unit_words(unit))


def outcome_words(name: str) -> str:
    """An outcome in words; a name that is none stays as it is."""
    known = OUTCOMES.get(name)
    return name.replace("_", " ") if known is None else known.label[:1].upper() + known.label[1:]


def with_unit(words: str, unit: str) -> str:
    """Words with their unit in brackets, where there is one."""
    return f"{words} ({unit})" if unit and unit not in words else words


def outcome_label(name: str, unit: str) -> str:
    """An outcome for an axis, with the unit it is shown in."""
    return with_unit(outcome_words(name), outcome_scale(name, unit)[1])


def parameter_words(path: str) -> str:
    """What a number of a scenario means, in a few words without a full stop; its path where nothing is known of it."""
    topic, _, rest = path.partition(".")
    if topic == "capacity":
        resource, _, every = rest.partition(".")
        return f"{'Time between sessions' if every else 'Places'}, {words_of(resource)}"
    said = changeable().get(path, "").strip()
    return said.partition(". ")[0].rstrip(".").partition(": ")[0] if said else path


def parameter_label(path: str, unit: str = "", width: int = 46) -> str:
    """A number of a scenario for an axis: what it means with its unit, and below it the name it is set by."""
    words = parameter_words(path)
    if words == path:
        return with_unit(path, unit_words(unit))
    return f"{fill(with_unit(words, unit_words(unit)), width)}\n{path}"
