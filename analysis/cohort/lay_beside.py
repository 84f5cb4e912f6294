"""A team's file from reading to verdict."""

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike

from haicsim.analysis.cohort.beside import Beside, beside, simulated_studies
from haicsim.analysis.cohort.describe import Description, describe
from haicsim.analysis.cohort.follow_up import Counted, check_rule, counted, zero_of
from haicsim.analysis.cohort.look_alikes import LookAlikes, look_alikes
from haicsim.analysis.cohort.read import read_series
from haicsim.analysis.cohort.unlike import Unlike, unlike
from haicsim.analysis.cohort.verdict import sentences, verdict
from haicsim.analysis.survival.observation import zero_day
from haicsim.analysis.validation.candidate_pool import Pool, pool
from haicsim.sim.codes import GROUPS
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.model import Scenario

STUDIES = 1_000
Report = Callable[[str, float], None]


@dataclass(frozen=True)
class CohortBeside:
    """A team's patients described, and laid beside those of a scenario.

    people: the simulated patients admitted by the same rule. verdict: one of the words of `cohort.verdict`, said in full
    by `sentences`.
    """

    scenario: Scenario
    counted: Counted
    described: Description
    people: Pool
    alike: LookAlikes
    unlike: Unlike
    beside: Beside
    verdict: str
    sentences: tuple[str, ...]


def lay_beside(
    path: str | PathLike[str],
    scenario: Scenario,
    rule: str = "all_starters",
    accept: bool = False,
    studies: int = STUDIES,
    level: float = 0.95,
    report: Report | None = None,
) -> CohortBeside:
    """Read a team's file and lay it beside simulated studies of patients like theirs.

    Raises InputError with every fault of the file, for a rule that there is not, and where nobody is to be compared.
    """
    say = report or (lambda what, share: None)
    check_rule(rule)
    say("Reading", 0.0)
    whom = counted(read_series(path, accept), rule)
    people = simulated_people(scenario, rule, say)
    return laid(whom, scenario, people, studies, level)


def simulated_people(scenario: Scenario, rule: str, say: Report) -> Pool:
    """The simulated patients whom the rule admits and who reached time zero."""
    found = pool(scenario, rule, range(len(GROUPS)), lambda share: say("Simulating patients", share))
    there = zero_day(found.records, zero_of(rule)) >= 0.0
    if not there.any():
        said = f"no simulated patient is admitted by the rule of entry {rule}: there is nothing to compare"
        raise InputError([Fault(scenario.name, None, "", "", said)])
    return Pool(**{**vars(found), "records": found.records[there]})


def laid(whom: Counted, scenario: Scenario, people: Pool, studies: int, level: float) -> CohortBeside:
    """Patients who were read, beside simulated ones who are there."""
    described = describe(whom)
    alike = look_alikes(whom.series, people.records)
    placed = beside(whom, simulated_studies(whom, people, alike, studies), level)
    word = verdict(placed, described)
    said = tuple(sentences(word, placed, described, alike))
    apart = unlike(whom.series, people.records)
    return CohortBeside(scenario, whom, described, people, alike, apart, placed, word, said)
