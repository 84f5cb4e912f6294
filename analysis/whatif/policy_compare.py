"""Policies side by side on the same people: what moves, who is treated otherwise, and where the change comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from haicsim.analysis.measures.outcome_measures import Outcome
from haicsim.analysis.results.difference import Output, RunRecords, paired_outputs
from haicsim.analysis.whatif.decomposition import Decomposition, Lives, decompose, lives
from haicsim.analysis.whatif.ranges import Ranged, Say, Where, at_ends, words_of
from haicsim.analysis.whatif.treated import Some, refuse_others, whom_differently
from haicsim.analysis.whatif.worlds import Interval, World, without_surgery, world
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.scenario.model import Scenario

MARGIN = 0.05


@dataclass(frozen=True)
class Policy:
    """A policy and what to call it."""

    name: str
    scenario: Scenario


@dataclass(frozen=True)
class Beside:
    """One policy beside the reference, on the same people.

    outputs: outcomes of both with the paired 95% interval of the change, split into other people and the same people faring
    otherwise. whom: who is treated otherwise, by the names of `treated`. parts: where the change in mean months comes from.
    ranges: the change of the first outcome over what is not identified; no ends where they were not tried.
    """

    policy: Policy
    outputs: tuple[Output, ...]
    whom: dict[str, Some]
    parts: Decomposition
    ranges: Ranged


@dataclass(frozen=True)
class Compared:
    """The answer. people: how many are counted; others: every other policy beside the reference."""

    reference: Policy
    people: int
    others: tuple[Beside, ...]


@dataclass(frozen=True)
class _Run:
    """A policy simulated, with surgery and without."""

    policy: Policy
    world: World
    lives: Lives

    @property
    def records(self) -> RunRecords:
        return _records(self.world)


def compare(
    policies: Sequence[Policy], outcomes: Sequence[Outcome], ranges: Where = True, say: Say | None = None
) -> Compared:
    """Compare every policy with the first. InputError where there are fewer than two, or they are of other people.

    ranges: whether to try the ends of what is not identified, for the first outcome. say: called with what is being done and
    the share of it that is done.
    """
    if len(policies) < 2:
        raise InputError([Fault("policy compare", None, "", "", "needs two policies or more")])
    report, many = say or _silent, len(policies)

    def of(place: int) -> Say:
        return lambda what, share: report(what, (place + share) / many)

    first = _run(policies[0], of(0))
    others = []
    for place, policy in enumerate(policies[1:], 1):
        second = _run(policy, of(place), first.world)
        others.append(_beside(first, second, outcomes, ranges, of(place)))
    return Compared(policies[0], len(first.world), tuple(others))


def _run(policy: Policy, say: Say, first: World | None = None) -> _Run:
    say(policy.name, 0.0)
    as_it_is = world(policy.scenario)
    if first is not None:
        _refuse_others(first, as_it_is, policy.name)
    say(f"{policy.name} without surgery", 0.1)
    return _Run(policy, as_it_is, lives(as_it_is, world(without_surgery(policy.scenario))))


def _refuse_others(first: World, second: World, name: str) -> None:
    """The same people or an InputError that names the policy as it was asked for."""
    try:
        refuse_others(first, second)
    except InputError as refusal:
        raise InputError([replace(fault, file=name) for fault in refusal.faults]) from None


def _beside(first: _Run, second: _Run, outcomes: Sequence[Outcome], ranges: Where, say: Say) -> Beside:
    outputs = paired_outputs(first.records, second.records, outcomes, MARGIN)
    main = outputs[0]
    ends = _over(first.policy, second.policy, main.outcome, ranges, say) if ranges else ()
    return Beside(
        second.policy,
        outputs,
        whom_differently(first.world, second.world),
        decompose(first.lives, second.lives),
        Ranged(_change(main), ends, words_of(ranges)),
    )


def _over(
    first: Policy, second: Policy, outcome: Outcome, ranges: Where, say: Say
) -> tuple[tuple[str, Interval], ...]:
    """The change at every end that both policies have."""
    theirs = dict(at_ends(second.scenario, _silent, second.name, ranges))
    found = []
    for where, mine in at_ends(
        first.scenario, lambda what, share: say(what, 0.2 + 0.8 * share), second.name, ranges
    ):
        if where in theirs:
            records = [_records(world(each)) for each in (mine, theirs[where])]
            found.append((where, _change(paired_outputs(records[0], records[1], [outcome], MARGIN)[0])))
    return tuple(found)


def _records(some: World) -> RunRecords:
    return RunRecords(some.scenario, some.records)


def _change(output: Output) -> Interval:
    return output.change, output.low, output.high


def _silent(what: str, share: float) -> None:
    pass
