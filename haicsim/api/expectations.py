"""What published series lead one to expect of patients, beside simulated ones."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from haicsim.api.result import Progress
from haicsim.sized import ScenarioLike, load_sized

if TYPE_CHECKING:
    import pandas

    from haicsim.analysis.calibration.expected import ExpectedOverDraws
    from haicsim.analysis.validation.expectations import ExpectationResult


def expect(
    scenario: ScenarioLike = "kurume",
    *,
    patients: int = 10_000,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    arms: Sequence[str] | None = None,
    posterior: str | None = None,
    progress: Progress | None = None,
) -> "pandas.DataFrame":
    """What published series lead one to expect of the patients, beside what the simulation shows.

    arms: "reference" (the scenario as it is), "untreated" (the same patients, nobody treated) and "surgery-first" (the same,
    resected at once), on the same random numbers; all unless said. One row an expectation: topic, name, unit, arm, kind
    ("judged" or "reported"), low and high (the range expected), value with its 95% interval, met, source. posterior: a name or
    a file; adds draws_low, draws_middle, draws_high (2.5%, 50%, 97.5% over 40 of its draws), draws_met (in how many of them
    the figure lies in its range) and draws.

    >>> import haicsim
    >>> found = haicsim.expect("kurume", patients=500, arms=["reference"])
    >>> found.columns.tolist()[:7]
    ['topic', 'name', 'unit', 'arm', 'kind', 'low', 'high']
    """
    import pandas as pd

    found, over = expected(scenario, patients, seed, overrides, arms, posterior, progress)
    return pd.DataFrame(expectation_rows(found, over))


def expected(
    scenario: ScenarioLike, patients: int, seed: int | None, overrides: Sequence[str], arms: Sequence[str] | None,
    posterior: str | None, progress: Progress | None,
) -> "tuple[list[ExpectationResult], dict[str, ExpectedOverDraws]]":  # fmt: skip
    """The expectations of `expect`, one by one, and by name what becomes of them over draws of a posterior."""
    from haicsim.analysis.calibration.expected import expected_over_draws
    from haicsim.analysis.calibration.posterior import read_posterior
    from haicsim.analysis.validation.expectations import ARMS, look, named_arms
    from haicsim.api.keep import simulated

    chosen = named_arms(",".join(ARMS if arms is None else arms))
    asked = {"patients": patients, "seed": seed}
    loaded = load_sized(scenario, overrides, asked, "{name}={value!r}")
    drawn = None if posterior is None else read_posterior(posterior)
    found = look(loaded, chosen, lambda arm: simulated(arm, False, progress).simulated)
    if drawn is None:
        return found, {}
    silent = progress or (lambda what, share: None)
    over = expected_over_draws(
        loaded, drawn, chosen, lambda arm: simulated(arm, False, None).simulated, say=silent
    )
    return found, over


def expectation_rows(
    found: "Sequence[ExpectationResult]", over: "Mapping[str, ExpectedOverDraws]"
) -> list[dict[str, object]]:
    """A row an expectation in plain values; what is known over draws under names of its own."""
    rows = []
    for each in found:
        row, drawn = dict(vars(each)), over.get(each.name)
        if over:
            row |= {f"draws_{name}": getattr(drawn, name, None) for name in ("low", "middle", "high", "met")}
            row["draws"] = getattr(drawn, "of", None)
        rows.append(row)
    return rows
