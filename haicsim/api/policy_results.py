"""What comparing and searching for policies gives from Python: tables and plain numbers."""

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haicsim.api.keep_files import plain, saved

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

    from haicsim.analysis.whatif.policy_compare import Compared
    from haicsim.analysis.whatif.policy_search import Searched


class PolicyComparison:
    """Policies beside the first, on the same people. found: as `haicsim.analysis.whatif.policy_compare` gives it."""

    def __init__(self, found: "Compared") -> None:
        """Wrap what the analysis gives."""
        self.found = found

    @property
    def outcomes(self) -> "pandas.DataFrame":
        """A row for each policy and outcome: before, after, change with its paired 95% interval, composition and effect."""
        return self._rows("outcomes")

    @property
    def whom(self) -> "pandas.DataFrame":
        """A row for each policy and way of being treated otherwise: how many, how they fare, and who they are."""
        import pandas as pd

        return pd.DataFrame(
            [
                {"policy": each["name"], "who": who, "people": some["people"],
                 "months_before": some["months"][0], "months_after": some["months"][1], **some["features"]}
                for each in self.as_dict()["policies"] for who, some in each["whom"].items()
            ]
        )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """All of it in plain numbers, as `haicsim policy compare --json` prints it; what has no value is None."""
        from haicsim.analysis.whatif.policy_plain import compared_as_dict

        return plain(compared_as_dict(self.found))

    def plot(self) -> "Figure":
        """The change of the first outcome under each policy, with its interval and the ranges."""
        from haicsim.analysis.figures.policies import draw_policies

        figure: Figure = draw_policies(self.found)
        return figure

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write policies.json, policies.csv and the figure into a folder; InputError where it holds something else."""
        files = {"policies.json": self.as_dict(), "policies.csv": self.outcomes}
        return saved(Path(folder), files, {"policies": self.plot()})

    def _rows(self, name: str) -> "pandas.DataFrame":
        import pandas as pd

        return pd.DataFrame(
            [{"policy": each["name"], **row} for each in self.as_dict()["policies"] for row in each[name]]
        )

    def __repr__(self) -> str:
        """Which policies."""
        names = ", ".join(each.policy.name for each in self.found.others)
        return f"<PolicyComparison {self.found.reference.name} and {names}\n .outcomes .whom .as_dict()>"


class PolicySearch:
    """The policy that does best under limits. found: as `haicsim.analysis.whatif.policy_search` gives it."""

    def __init__(self, found: "Searched") -> None:
        """Wrap what the analysis gives."""
        self.found = found

    @property
    def settings(self) -> dict[str, Any]:
        """What the best policy sets otherwise than the scenario, by path; empty where that is nothing."""
        return {} if self.found.winner is None else dict(self.found.winner.settings)

    @property
    def rungs(self) -> "pandas.DataFrame":
        """A row for each rung: patients, policies tried, dropped for a limit and kept, and the best so far."""
        import pandas as pd

        return pd.DataFrame(self.as_dict()["rungs"])

    @property
    def coverage(self) -> "pandas.DataFrame":
        """A row for each setting of the best policy: its range, grade and source, and what speaks against relying on it."""
        import pandas as pd

        found = self.as_dict()["coverage"]
        return pd.DataFrame([] if found is None else found["settings"])

    @property
    def over_the_posterior(self) -> dict[str, Any]:
        """The best policy over draws of a posterior: its lead with two 95% intervals, and how often it is still the best."""
        found: dict[str, Any] = self.as_dict().get("over_the_posterior", {})
        return found

    def as_dict(self) -> dict[str, Any]:
        """All of it in plain numbers, as `haicsim policy search --json` prints it; what has no value is None."""
        from haicsim.analysis.whatif.policy_plain import searched_as_dict

        return plain(searched_as_dict(self.found))

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write search.json, rungs.csv and coverage.csv into a folder; InputError where it holds something else."""
        files = {"search.json": self.as_dict(), "rungs.csv": self.rungs, "coverage.csv": self.coverage}
        return saved(Path(folder), files, {})

    def __repr__(self) -> str:
        """The policy found."""
        best = "no policy keeps the limits" if self.found.winner is None else str(self.found.winner)
        return (
            f"<PolicySearch {self.found.scenario.name}: {best}\n"
            " .settings .rungs .coverage .over_the_posterior .as_dict() .save(folder)>"
        )
