"""What-ifs from Python, on the same people with the same random numbers: `haicsim.whatif`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from haicsim.api.result import Progress
from haicsim.api.whatif_results import (
    BreakEvenResult,
    ConversionResult,
    DecompositionResult,
    TwinResult,
    TwinsResult,
)
from haicsim.sized import ScenarioLike, load_for_worlds

if TYPE_CHECKING:
    import pandas


def conversion(
    scenario: ScenarioLike = "kurume", to: float | str | Sequence[float] = 0.30, by: str | Sequence[str] = "efficacy", *,
    rate: str = "conversion", ranges: bool = True, posterior: str | None = None, patients: int | None = None,
    replications: int | None = None, seed: int | None = None, overrides: Sequence[str] = (), progress: Progress | None = None,
) -> ConversionResult:  # fmt: skip
    """What if other shares of all who start were converted, by one mechanism or several?

    to: a rate, some, or text such as "0.05:0.50:0.05". by: mechanisms (see `levers`) or numbers of the scenario by path. rate:
    "conversion" (judged resectable) or "resection" (operated). ranges: whether to try both ends of what is not identified;
    posterior: over draws of it instead. Raises InputError for a faulty rate, an unknown mechanism or a faulty scenario.

    >>> from haicsim import whatif
    >>> found = whatif.conversion("kurume", 0.3, "efficacy", patients=1000, ranges=False)
    >>> bool(found.table.reached[0])
    True
    """
    from haicsim.analysis.whatif.question import what_if
    from haicsim.analysis.whatif.ranges import where_else
    from haicsim.analysis.whatif.rates import rates_of
    from haicsim.api.sweeps import in_words_of_python

    size = {"patients": patients, "replications": replications, "seed": seed}
    with in_words_of_python():
        rates = [to] if isinstance(to, float) else to
        asked = rates_of(rates if isinstance(rates, str) else ",".join(str(each) for each in rates))
        names = by.split(",") if isinstance(by, str) else by
        loaded = load_for_worlds(scenario, overrides, size, "{name}={value!r}")
        return ConversionResult(
            what_if(
                loaded, asked, [name.strip() for name in names], rate, where_else(ranges, posterior), progress
            )
        )


def levers(
    scenario: ScenarioLike = "kurume", *, rate: str = "conversion", patients: int | None = None
) -> "pandas.DataFrame":
    """The mechanisms by which a rate may change: the number each moves, its value now, and the least and highest rate."""
    import pandas as pd

    from haicsim.analysis.whatif.plain import levers_as_dict
    from haicsim.analysis.whatif.question import reaches
    from haicsim.api.sweeps import in_words_of_python

    with in_words_of_python():
        loaded = load_for_worlds(scenario, (), {"patients": patients}, "{name}={value!r}")
        return pd.DataFrame(levers_as_dict(loaded, reaches(loaded, rate)))


def twin(
    scenario: ScenarioLike = "kurume", patient: int = 0, replication: int = 0, *, patients: int | None = None,
    overrides: Sequence[str] = (), progress: Progress | None = None,
) -> TwinResult:  # fmt: skip
    """One person as it is and had nobody been operated: the same life until an operation is offered.

    Raises InputError for a number that nobody has.

    >>> from haicsim import whatif
    >>> pair = whatif.twin("kurume", 3, patients=20)
    >>> pair.gain == pair.as_dict()["gain_months"]
    True
    """
    from haicsim.analysis.whatif.twin import both_worlds, twin_of
    from haicsim.api.sweeps import in_words_of_python

    with in_words_of_python():
        loaded = load_for_worlds(scenario, overrides, {"patients": patients}, "{name}={value!r}")
        both = both_worlds(loaded, True, progress or _silent)
        return TwinResult(twin_of(both, patient, replication), loaded)


def twins(
    scenario: ScenarioLike = "kurume", *, ranges: bool = True, posterior: str | None = None, patients: int | None = None,
    overrides: Sequence[str] = (), progress: Progress | None = None,
) -> TwinsResult:  # fmt: skip
    """Everybody as it is and had nobody been operated; their gains add up to the difference of the two worlds.

    ranges: whether to look at the mean gains at both ends of what is not identified too.
    """
    from haicsim.analysis.whatif.ranges import where_else
    from haicsim.analysis.whatif.twin import both_worlds, with_ranges
    from haicsim.api.sweeps import in_words_of_python

    with in_words_of_python():
        loaded = load_for_worlds(scenario, overrides, {"patients": patients}, "{name}={value!r}")
        both = both_worlds(loaded, False, progress or _silent)
        where = where_else(ranges, posterior)
        return TwinsResult(with_ranges(both, progress or _silent, where) if where else both)


def decompose(
    before: ScenarioLike, after: ScenarioLike, *, ranges: bool = True, posterior: str | None = None,
    patients: int | None = None, seed: int | None = None, progress: Progress | None = None,
) -> DecompositionResult:  # fmt: skip
    """Where a change in the mean months lived by all who start comes from; the parts add up to it.

    before, after: scenarios of the same people. ranges: whether to look at both ends of what is not identified too. Raises
    InputError where they are of other people.
    """
    from haicsim.analysis.whatif.ranges import where_else
    from haicsim.analysis.whatif.two_worlds import decomposed
    from haicsim.api.sweeps import in_words_of_python

    size = {"patients": patients, "seed": seed}
    with in_words_of_python():
        first, second = (load_for_worlds(each, (), size, "{name}={value!r}") for each in (before, after))
        found = decomposed(first, second, progress or _silent, where_else(ranges, posterior))
        return DecompositionResult(found, first, second)


def breakeven(
    outcome: str, over: str, scenario: ScenarioLike = "kurume", *, by_group: bool = False, against: Sequence[str] = (),
    ranges: bool = True, posterior: str | None = None, patients: int | None = None, seed: int | None = None,
    progress: Progress | None = None,
) -> BreakEvenResult:  # fmt: skip
    """The value of a number at which an answer changes its sign, of everybody and of each group.

    outcome: "gain" (months that the operated gain by surgery) or an outcome measure. over: "path" over its stated range, or
    "path=low..high". against: settings beside which the scenario is compared; no surgery where none are given. ranges:
    whether to look at both ends of what is not identified too. Raises InputError for what is not known.
    """
    from haicsim.analysis.whatif.ranges import where_else
    from haicsim.analysis.whatif.thresholds import thresholds
    from haicsim.api.sweeps import in_words_of_python

    with in_words_of_python():
        loaded = load_for_worlds(scenario, (), {"patients": patients, "seed": seed}, "{name}={value!r}")
        found = thresholds(loaded, outcome, over, by_group, against, where_else(ranges, posterior), progress)
        return BreakEvenResult(found, loaded, against)


def _silent(what: str, share: float) -> None:
    pass
