"""The result of a run: tables, survival, figures and files of what happened to the simulated patients."""

from collections.abc import Callable
from functools import cached_property
from html import escape
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haicsim.sim.errors import Fault, InputError, nearest_name
from haicsim.sim.run import Result as Simulated

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from haicsim.analysis.survival.observation import Times
    from haicsim.sim.engines.choice import Choice
    from haicsim.sim.scenario.model import Scenario

Progress = Callable[[str, float], None]
ENDPOINTS = {
    "itt": "everyone, from the decision for HAIC to death",
    "os": "overall survival from first infusion",
    "rfs": "recurrence-free survival from hepatectomy",
}
MOST_GROUPS = 20


class Result:
    """What happened to the patients of a scenario, simulated just now (`haicsim.run`) or read back (`haicsim.read`).

    scenario: as it was run. simulated: the arrays behind the tables. seconds: how long it took. folder: where it is kept,
    None where it was not saved.

    >>> import haicsim
    >>> result = haicsim.run("kurume", patients=200, engine="process")
    >>> len(result.outcomes), result.outcomes["converted"].dtype.name
    (200, 'bool')
    >>> result.survival(by=None).columns.tolist()
    ['group', 'days', 'months', 'survival', 'low', 'high', 'at_risk', 'patients']

    Survival packages take the pairs of time and event as they are; who never came to day zero has none:

    >>> from lifelines import KaplanMeierFitter
    >>> infused = result.outcomes.dropna(subset=["os_days"])
    >>> fitter = KaplanMeierFitter().fit(infused["os_days"], infused["os_observed"])
    >>> bool(0 < fitter.median_survival_time_ < 3000)
    True
    """

    def __init__(self, simulated: Simulated, seconds: float = 0.0, folder: Path | None = None) -> None:
        """Wrap what the simulation gives."""
        self.simulated, self.seconds, self.folder = simulated, seconds, folder

    @property
    def scenario(self) -> "Scenario":
        """The scenario as it was run."""
        return self.simulated.scenario

    @property
    def choice(self) -> "Choice":
        """Which engine ran it (`.engine`), and why (`.reason`)."""
        return self.simulated.choice

    @property
    def cohort(self) -> str:
        """Digest of the people as drawn: two results that share it treat the same people."""
        return self.simulated.cohort

    @property
    def records(self) -> "NDArray[Any]":
        """Everybody's record as an array of codes, in all replications (see `haicsim.sim.outcomes.schema.RECORD`)."""
        return self.simulated.records

    @property
    def counted(self) -> "NDArray[Any]":
        """The records of those who are counted."""
        return self.simulated.counted

    @property
    def journals(self) -> "tuple[NDArray[Any], ...]":
        """One journal a replication as an array of codes (see `haicsim.sim.journal.ROW`); none where none was kept."""
        return self.simulated.journals

    @cached_property
    def outcomes(self) -> "pandas.DataFrame":
        """One row a patient who is counted: those who entered after the warm-up, in all replications."""
        from haicsim.analysis.survival.patients_table import outcomes_table

        return outcomes_table(self.counted, self._horizon)

    @cached_property
    def everyone(self) -> "pandas.DataFrame":
        """The same of everybody, those who entered during the warm-up included (`counted` tells them apart)."""
        from haicsim.analysis.survival.patients_table import outcomes_table

        return outcomes_table(self.records, self._horizon)

    @cached_property
    def journal(self) -> "pandas.DataFrame":
        """One row an event, with its name, of everybody in all replications. Raises InputError where none was kept."""
        import pandas as pd

        from haicsim.sim.outcomes.table import journal_table

        if not self.journals:
            raise _refused("no journal was kept: run it with journal=True")
        tables = [journal_table(rows, replication) for replication, rows in enumerate(self.journals)]
        table = pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]
        return table.astype({"event_name": "category"})

    def summary(self, study: str | None = "kurume") -> dict[str, Any]:
        """The answer in a few numbers, as in `summary.json`: from starting HAIC to surgery, survival, doses, the hospital.

        study: whose figures quoted from others are put beside what answers them; a name or file, or None. `hospital` has
        one row for each scarce resource: waits, use, queue, and whether it is overloaded.
        """
        from haicsim.analysis.measures.hospital import hospital_of
        from haicsim.analysis.measures.summary import summarise
        from haicsim.analysis.results.formats import plain
        from haicsim.analysis.studies import load_study

        published = None if study is None else load_study(study)
        found = summarise(self.counted, self._horizon, published)
        content: dict[str, Any] = plain({**found, "hospital": hospital_of(self.simulated)})
        return content

    def survival(self, by: str | None = "group", endpoint: str = "itt") -> "pandas.DataFrame":
        """Kaplan-Meier curves as a table: group, days, months, survival, low, high, at_risk, patients.

        by: a column of `outcomes` with few values, or None for everybody together. endpoint: "itt" (intention to treat,
        the default whatever `by`: everyone who started, infused or not, from the decision for HAIC to death), "os" (the
        infused, from first infusion to death) or "rfs" (the resected, from hepatectomy to recurrence or death). One row
        for each time at which a curve falls or somebody leaves it; low, high: the 95% interval, NaN where the estimate is
        1 or 0. Who never came to the endpoint's day zero is left out.
        """
        import pandas as pd

        from haicsim.analysis.survival.kaplan_meier import kaplan_meier, numbers_at_risk
        from haicsim.sim.units import DAYS_PER_MONTH

        tables = [
            pd.DataFrame(
                columns=["group", "days", "months", "survival", "low", "high", "at_risk", "patients"]
            )
        ]
        for name, times in self._times(by, endpoint).items():
            curve = kaplan_meier(times)
            columns = {
                "group": name,
                "days": curve.days,
                "months": curve.days / DAYS_PER_MONTH,
                "survival": curve.estimate,
                "low": curve.low,
                "high": curve.high,
                "at_risk": numbers_at_risk(times, curve.days),
                "patients": len(times.days),
            }
            tables.append(pd.DataFrame(columns))
        filled = [table for table in tables if len(table)]
        return pd.concat(filled, ignore_index=True) if filled else tables[0]

    def plot(self, by: str | None = "group", endpoint: str = "itt", ax: "Axes | None" = None) -> "Axes":
        """Draw the curves of `survival` with their 95% bands; returns the axes, new ones unless `ax` is given."""
        from haicsim.analysis.figures import survival_by

        drawn: Axes = survival_by.draw(self._times(by, endpoint), endpoint, ax)
        return drawn

    def save(
        self,
        folder: str | PathLike[str] | None = None,
        *,
        study: str = "kurume",
        compare: bool = False,
        again: bool = False,
        progress: Progress | None = None,
    ) -> Path:
        """Write a folder of results as `haicsim run` does, whole or not at all; returns the folder.

        folder: by default results/<scenario>-<8 digits>. compare: also draw studies of the published size, which takes
        longer than most runs. A folder that holds this very run already is left as it is, unless `again`. Raises
        InputError where the folder holds something else.
        """
        from haicsim.api.keep import save_result

        self.folder = save_result(self, folder, study, compare, again, progress)
        return self.folder

    def to_csv(self, path: str | PathLike[str] | None = None, *, everyone: bool = False) -> str | None:
        """Write `outcomes` (or `everyone`) as CSV; the text itself where no path is given."""
        table = self.everyone if everyone else self.outcomes
        text: str | None = table.to_csv(path, index=False)
        return text

    def __repr__(self) -> str:
        """The run and its answer in three lines."""
        run, counted = self.scenario.run, self.counted
        size = f"{run.patients:,} patients" + (f" x {run.replications:,}" if run.replications > 1 else "")
        rows = [f"{share} {what}" for what, share, _ in self._flow()[1:]]
        return (
            f"<Result {self.scenario.name}: {size}, {len(counted):,} counted, seed {run.seed}, "
            f"{self.choice.engine} engine\n {', '.join(rows)}\n"
            " .outcomes .journal .summary() .survival() .plot() .save()>"
        )

    def _repr_html_(self) -> str:
        """The same for a notebook."""
        run = self.scenario.run
        rows = "".join(
            f"<tr><td>{escape(what)}</td><td>{count:,}</td><td>{share}</td></tr>"
            for what, share, count in self._flow()
        )
        replications = f" x {run.replications:,}" if run.replications > 1 else ""
        return (
            f"<p><b>{escape(self.scenario.name)}</b>: {escape(' '.join(self.scenario.question.split()))}</p>"
            f"<p>{run.patients:,} patients{replications}, seed {run.seed}, {self.choice.engine} engine</p>"
            f"<table><tr><th></th><th>patients</th><th>share</th></tr>{rows}</table>"
        )

    def _flow(self) -> list[tuple[str, str, int]]:
        """How many get how far: what, the share of those counted, the number."""
        records = self.counted
        found = [("started", len(records))]
        found += [(what, int(records[name].sum())) for what, name in _STEPS]
        return [(what, f"{count / len(records):.1%}", count) for what, count in found]

    def _times(self, by: str | None, endpoint: str) -> "dict[str, Times]":
        """Times to the endpoint, for each group that has anybody in it."""
        from haicsim.analysis.survival.observation import Times

        if endpoint not in ENDPOINTS:
            known = ", ".join(f'"{name}" ({what})' for name, what in ENDPOINTS.items())
            raise _refused(f"must be one of {known}", "endpoint", endpoint, nearest_name(endpoint, ENDPOINTS))
        table = self.outcomes[self.outcomes[f"{endpoint}_days"].notna()]
        days, observed = f"{endpoint}_days", f"{endpoint}_observed"
        return {
            name: Times(part[days].to_numpy(float), part[observed].to_numpy(bool))
            for name, part in self._parts(table, by).items()
        }

    def _parts(self, table: "pandas.DataFrame", by: str | None) -> "dict[str, pandas.DataFrame]":
        if by is None:
            return {"all": table} if len(table) else {}
        if by not in table:
            raise _refused("is no column of outcomes", "by", by, nearest_name(by, map(str, table.columns)))
        different = table[by].nunique()
        if different > MOST_GROUPS:
            raise _refused(f"has {different:,} different values, more than {MOST_GROUPS}", "by", by)
        return {str(value): part for value, part in table.groupby(by, observed=True)}

    @property
    def _horizon(self) -> float:
        return self.scenario.run.base("horizon")


_STEPS = (("converted", "converted"), ("offered surgery", "offered"), ("operated", "resected"))


def _refused(rule: str, path: str = "", value: object = "", nearest: str | None = None) -> InputError:
    return InputError([Fault("result", None, path, str(value), rule, nearest)])
