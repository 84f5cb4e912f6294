"""Policies from Python: side by side on the same people, and the best of many under limits: `haicsim.policy`."""

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from haicsim.api.policy_results import PolicyComparison, PolicySearch
from haicsim.api.result import Progress
from haicsim.sized import ScenarioLike, load_sized

if TYPE_CHECKING:
    from haicsim.analysis.whatif.policy_compare import Compared
    from haicsim.analysis.whatif.policy_search import Searched
    from haicsim.analysis.whatif.ranges import Where
    from haicsim.sim.scenario.model import Scenario


def compare(
    reference: ScenarioLike, *others: ScenarioLike, outcomes: str | Sequence[str] | None = None, ranges: bool = True,
    posterior: str | None = None, patients: int | None = None, replications: int | None = None, seed: int | None = None,
    overrides: Sequence[str] = (), progress: Progress | None = None,
) -> PolicyComparison:  # fmt: skip
    """Compare policies on the same people: what moves, who is treated otherwise, and where the change comes from.

    others: scenarios, or settings of the reference ("policy.ct_interval=1; policy.boldness=1.2"). outcomes: measures; the
    ranges of what is not identified are tried for the first, or draws of a posterior where one is named. overrides: count for
    all. Raises InputError for faulty input and where policies are of other people.

    >>> from haicsim import policy
    >>> found = policy.compare("kurume", "policy.ct_interval=1", patients=300, ranges=False)
    >>> found.outcomes.outcome[0]
    'rmst60_itt'
    """
    from haicsim.analysis.whatif.ranges import where_else
    from haicsim.api.sweeps import in_words_of_python

    where = where_else(ranges, posterior)
    size = {"patients": patients, "replications": replications, "seed": seed}
    names = outcomes if outcomes is None or isinstance(outcomes, str) else ",".join(outcomes)
    with in_words_of_python():
        asked = [reference, *others]
        return PolicyComparison(compared(asked, overrides, size, "{name}={value!r}", names, where, progress))


def search(
    scenario: ScenarioLike = "kurume", maximise: str = "rmst60_itt", limits: Sequence[str] = (), *,
    choices: Sequence[str] | Mapping[str, Sequence[object]] | str | PathLike[str] = (), candidates: int = 256,
    posterior: str | PathLike[str] | None = None, patients: int | None = None, seed: int | None = None,
    overrides: Sequence[str] = (), progress: Progress | None = None,
) -> PolicySearch:  # fmt: skip
    """Search for the policy that does best by one outcome under limits, and say what choosing cost.

    limits: such as "dead90<0.05" and "operations_per_year<20". choices: texts as after `--choice`, a mapping from paths to
    values, or a YAML file; the usual ones where none are given. candidates: how many policies are tried at most. posterior:
    what the lead comes to over its draws, and how often the policy is still the best. Raises InputError for faulty input.

    >>> from haicsim import policy
    >>> found = policy.search("kurume", choices={"policy.ct_interval": [1, 2]}, patients=300)
    >>> len(found.rungs)
    1
    """
    from haicsim.api.sweeps import in_words_of_python

    size = {"patients": patients, "seed": seed}
    asked: Sequence[str] = ()
    file = None
    if isinstance(choices, str | PathLike):
        file = Path(choices)
    elif isinstance(choices, Mapping):
        asked = [f"{path}={','.join(map(str, values))}" for path, values in choices.items()]
    else:
        asked = choices
    with in_words_of_python():
        loaded = load_sized(scenario, overrides, size, "{name}={value!r}")
        return PolicySearch(searched(loaded, maximise, limits, asked, file, candidates, progress, posterior))


def compared(
    asked: Sequence[ScenarioLike], overrides: Sequence[str], size: Mapping[str, object], wording: str, outcomes: str | None,
    ranges: "Where", progress: Progress | None,
) -> "Compared":  # fmt: skip
    """As `compare`, for the command line: texts with "=" are settings of the first. wording: how sizes were said."""
    from haicsim.analysis.whatif.operations import MEASURES, SHOWN, measures
    from haicsim.analysis.whatif.policy_compare import Policy
    from haicsim.analysis.whatif.policy_compare import compare as compare_policies

    chosen = [MEASURES[name] for name in SHOWN] if outcomes is None else measures(outcomes, "--outcome")
    policies: list[Policy] = []
    for each in asked:
        if policies and isinstance(each, str) and "=" in each:
            settings = [text.strip() for text in each.split(";") if text.strip()]
            there = load_sized(policies[0].scenario, settings, {}, wording)
        else:
            there = load_sized(_named(each), overrides, size, wording)
        policies.append(Policy(each if isinstance(each, str) else there.name, there))
    return compare_policies(policies, chosen, ranges, progress)


def searched(
    scenario: "Scenario", maximise: str, limits: Sequence[str], choices: Sequence[str], file: Path | None, candidates: int,
    progress: Progress | None, posterior: str | PathLike[str] | None = None,
) -> "Searched":  # fmt: skip
    """As `search`, for the command line."""
    from haicsim.analysis.calibration.posterior import read_posterior
    from haicsim.analysis.whatif.choices_asked import choices_of
    from haicsim.analysis.whatif.limits import limit_of
    from haicsim.analysis.whatif.operations import measure
    from haicsim.analysis.whatif.policy_search import search as search_policies

    objective = measure(maximise, f"--maximise {maximise}")
    kept = [limit_of(text) for text in ([limits] if isinstance(limits, str) else limits)]
    drawn = None if posterior is None else read_posterior(Path(posterior))
    offered = choices_of(scenario, choices, file)
    return search_policies(scenario, offered, objective, kept, candidates, progress, drawn)


def _named(given: ScenarioLike) -> ScenarioLike:
    from haicsim.analysis.whatif.settled import is_results, scenario_of

    if isinstance(given, str | PathLike) and is_results(Path(given)):
        return scenario_of(Path(given))
    return given
