"""What studies of registries would report as the effect of surgery: `haicsim.bias`."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haicsim.api.keep_files import saved
from haicsim.api.result import Progress
from haicsim.sized import ScenarioLike, load_sized

if TYPE_CHECKING:
    import pandas

    from haicsim.analysis.whatif.bias.repeat import Bias

NAME = "bias"


class BiasResult:
    """What each comparison reports, beside the truth it is meant to show.

    found: as `haicsim.analysis.whatif.bias.repeat` gives it.
    """

    def __init__(self, found: "Bias") -> None:
        """Wrap the answer."""
        self.found = found

    @cached_property
    def table(self) -> "pandas.DataFrame":
        """One row a comparison: what it is meant to show, the truth, what studies report, bias and coverage.

        method, compares, meant, unit; truth, first (what the first registry reports), mean (low, high: where 95% of the
        studies lie), bias (of hazard ratios a ratio), coverage, each with low and high; covered, studies.
        """
        import pandas as pd

        rows = []
        for each in self.found.reported:
            row: dict[str, Any] = {
                "method": each.method.key, "compares": each.method.compares, "meant": each.method.meant,
                "unit": each.method.unit,
            }  # fmt: skip
            for name, (value, low, high) in (
                ("truth", each.truth),
                ("first", each.first),
                ("bias", each.bias),
            ):
                row |= {name: value, f"{name}_low": low, f"{name}_high": high}
            row |= {"mean": each.mean, "mean_low": each.spread[0], "mean_high": each.spread[1]}
            share, low, high = each.coverage
            row |= {"coverage": share, "coverage_low": low, "coverage_high": high}
            rows.append({**row, "covered": each.covered, "studies": each.studies})
        return pd.DataFrame(rows)

    @cached_property
    def estimates(self) -> "pandas.DataFrame":
        """One row a comparison and registry: method, registry, estimate, low, high; NaN where it gave none."""
        import pandas as pd

        tables = []
        for each in self.found.reported:
            value, low, high = each.estimates.T
            columns = {"registry": range(len(value)), "estimate": value, "low": low, "high": high}
            tables.append(pd.DataFrame({"method": each.method.key, **columns}))
        return pd.concat(tables, ignore_index=True)

    @cached_property
    def registry(self) -> "pandas.DataFrame":
        """All registries in long format, one row whenever something is seen or done (`haicsim columns registry`)."""
        from haicsim.analysis.whatif.bias.export import registry_table

        return registry_table(self.found.rows)

    def as_dict(self) -> dict[str, Any]:
        """All but the registries in plain numbers, as `haicsim whatif bias --json` prints it; what has no value is None."""
        from haicsim.analysis.results.formats import plain

        found, run = self.found, self.found.asked.scenario.run
        asked = found.asked
        content: dict[str, Any] = plain(
            {
                "scenario": asked.scenario.name, "set": list(asked.scenario.set_by_hand),
                "study_size": run.patients, "repeat": found.registries, "seed": run.seed,
                "until_months": asked.until, "grace_months": asked.grace, "useless": asked.useless,
                "patients": found.patients, "converted": found.converted, "operated": found.operated,
                "supported": found.supported, "methods": [each.as_dict() for each in found.reported],
            }
        )  # fmt: skip
        return content

    def to_json(self) -> str:
        """The same as the text of a JSON file."""
        from haicsim.analysis.results.formats import as_json

        return as_json(self.as_dict())

    def plot(self) -> Any:
        """Draw the forest plot; returns matplotlib's figure."""
        from haicsim.analysis.figures import bias_forest
        from haicsim.api.keep import backend_kept

        with backend_kept():
            return bias_forest.draw(self.found)

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write bias.json and the forest plot into a folder; InputError where it holds something else."""
        return saved(Path(folder), {f"{NAME}.json": self.as_dict()}, {NAME: self.plot()})

    def __repr__(self) -> str:
        """The naive comparison and the truth in two lines."""
        found, naive = self.found, self.found.reported[0]
        return (
            f"<BiasResult {found.asked.scenario.name}: {found.registries:,} registries of {found.patients:.0f} patients; "
            f"naive {naive.mean:.1f} months, truth {naive.truth.value:.1f}\n"
            " .table .estimates .registry .as_dict() .plot() .save()>"
        )


def bias(
    scenario: ScenarioLike = "kurume", *, study_size: int = 500, repeat: int = 100, until: float = 60.0, grace: float = 2.0,
    useless: bool = False, seed: int | None = None, overrides: Sequence[str] = (), progress: Progress | None = None,
) -> BiasResult:  # fmt: skip
    """What studies of a registry would report as the effect of surgery, beside its true effect.

    study_size: patients who enter a registry; repeat: how many registries, each with patients of its own. until: months since
    first infusion that are counted. grace: of clone-censor-weight, months from the decision within which to operate. useless:
    make surgery useless, so that the truth is known to be nothing. The truth is that of the same people operated whenever
    judged resectable, and never. Some must refuse (`policy.refusal`), or no registry knows of life without surgery. Raises
    InputError with every fault, and where nobody is operated after HAIC.

    >>> import haicsim
    >>> found = haicsim.bias("kurume", study_size=150, repeat=2, overrides=["policy.refusal=0.3", "run.engine=process"])
    >>> found.table["method"].tolist()
    ['naive', 'landmark_3', 'landmark_6', 'landmark_12', 'cox', 'ccw', 'ccw_per_convert']
    >>> bool(found.table.loc[0, "mean"] > found.table.loc[0, "truth"])
    True
    """
    numbers = {"study_size": study_size, "repeat": repeat, "until": until, "grace": grace}
    said = lambda name, value: f"{name}={value!r}"  # noqa: E731
    return bias_in_words(scenario, numbers, useless, seed, overrides, progress, said)


def bias_in_words(
    scenario: ScenarioLike, numbers: Mapping[str, Any], useless: bool, seed: int | None, overrides: Sequence[str],
    progress: Progress | None, said: Callable[[str, object], str],
) -> BiasResult:  # fmt: skip
    """The same with refusals in the user's words; said: how a number was named, and its value."""
    from haicsim.analysis.whatif.bias.repeat import Asked, bias_of, check_sizes, check_times
    from haicsim.memory import check_memory

    check_sizes(numbers["study_size"], numbers["repeat"], said)
    size = {"patients": numbers["study_size"], "replications": numbers["repeat"], "seed": seed}
    loaded = load_sized(scenario, overrides, size, said("{name}", "{value}").replace("'", ""))
    asked = Asked(loaded, float(numbers["until"]), float(numbers["grace"]), useless)
    check_times(asked, said)
    check_memory(loaded.run.patients * loaded.run.replications, "compiled", True)
    return BiasResult(bias_of(asked, progress or (lambda what, share: None)))
