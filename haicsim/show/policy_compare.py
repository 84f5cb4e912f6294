"""Policies side by side, on the screen."""

import math
from collections.abc import Iterator

from rich.console import Console

from haicsim.analysis.results.composition import Composition
from haicsim.analysis.results.difference import Output
from haicsim.analysis.whatif.policy_compare import Beside, Compared
from haicsim.analysis.whatif.treated import ALIKE, FIRST_ONLY, OTHERWISE, SECOND_ONLY, Some
from haicsim.analysis.whatif.whom import FEATURES
from haicsim.analysis.whatif.worlds import Interval
from haicsim.show.policy_numbers import number, with_interval
from haicsim.show.whatif import console, months, over_the_ranges, percent, sentences, table
from haicsim.show.whatif_parts import show_parts

_DESCRIBED = {OTHERWISE: "otherwise", FIRST_ONLY: "first only", SECOND_ONLY: "second only", ALIKE: "alike"}

_VERDICTS = {"moved": "moved", "did not move": "as before", "cannot be told": ""}


def show_compared(found: Compared) -> None:
    """Print it, a part for each policy beside the first."""
    screen, run = console(), found.reference.scenario.run
    screen.print(
        f"Policies beside {found.reference.name}: {found.people:,} patients, seed {run.seed}; the same people with the same "
        f"random numbers under each, so differences are paired.",
        markup=False,
    )
    for each in found.others:
        screen.print()
        screen.print(f"{found.reference.name} and {each.policy.name}", style="bold", markup=False)
        _show_outcomes(screen, each)
        _show_apart(screen, each)
        _show_treated(screen, each, found.people)
        show_parts(screen, each.parts)
        sentences(screen, ["", *_ranges(each)])


def _show_outcomes(screen: Console, each: Beside) -> None:
    made = table("", "first", "second", "change (95%)", "")
    for output in each.outputs:
        made.add_row(
            output.outcome.label,
            number(output.outcome, output.before),
            number(output.outcome, output.after),
            with_interval(output.outcome, (output.change, output.low, output.high), "+"),
            _VERDICTS[output.verdict],
        )
    screen.print(made)
    screen.print()


def _show_apart(screen: Console, each: Beside) -> None:
    """What moved and is not of the same people: composition and effect."""
    moved = [output for output in each.outputs if output.verdict == "moved" and not _same(output)]
    if not moved:
        return
    screen.print("Of others in the second than in the first, so the change has two parts that add up to it")
    made = table("", "change", "same people (95%)", "other people")
    for output in moved:
        assert output.people is not None
        made.add_row(
            output.outcome.label,
            number(output.outcome, output.change, "+"),
            with_interval(output.outcome, _effect(output.people), "+"),
            number(output.outcome, output.people.composition, "+"),
        )
    screen.print(made)
    screen.print()


def _same(output: Output) -> bool:
    return output.people is None or output.people.same_members


def _effect(people: Composition) -> Interval:
    return people.effect, people.effect_low, people.effect_high


def _show_treated(screen: Console, each: Beside, people: int) -> None:
    screen.print("Who is treated otherwise; somebody may be in several rows")
    made = table("", "patients", "of all", "months", "change")
    for name, some in each.whom.items():
        made.add_row(name, f"{some.people:,}", percent(some.people / people), *_lived(some))
    screen.print(made)
    screen.print(
        "Months: mean lived of the first 60 from the decision for HAIC, in the first and the second.\n"
    )
    names = [name for name in _DESCRIBED if each.whom[name].people]
    made = table("Who they are", *(_DESCRIBED[name] for name in names))
    for feature in FEATURES:
        unit = {"": "", "%": " %"}.get(feature.unit, f" {feature.unit}")
        values = [each.whom[name].features[feature.name] for name in names]
        made.add_row(
            feature.words, *("-" if math.isnan(v) else f"{round(v, 1) + 0.0:.1f}{unit}" for v in values)
        )
    screen.print(made)
    screen.print()


def _lived(some: Some) -> tuple[str, str]:
    if not some.people:
        return "-", "-"
    before, after = some.months
    return f"{before:.1f} > {after:.1f}", months((after - before, math.nan, math.nan), sign=True)


def _ranges(each: Beside) -> Iterator[str]:
    main = each.outputs[0]
    if not each.ranges.ends:
        yield "The ranges of what is not identified were not tried (--no-ranges): no claim rests on this alone."
        return
    share = main.outcome.unit == "share of 1"
    said = {
        "more": "more at every one of them, chance included",
        "less": "less at every one of them, chance included",
        "not known": "the sign is not the same, or not sure, at every one",
    }[each.ranges.sign]
    yield (
        f"Over {each.ranges.over}, both policies at the same end, the change of "
        f"{main.outcome.label} goes from {over_the_ranges(each.ranges, share)}: {said}."
    )
