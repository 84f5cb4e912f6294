"""The policy found, on the screen: how it was found, what choosing cost, and what the data behind it cover."""

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding

from haicsim.analysis.whatif.coverage import Coverage, Ground
from haicsim.analysis.whatif.halving import difference
from haicsim.analysis.whatif.limits import Limit
from haicsim.analysis.whatif.policy_search import REFERENCE, Fresh, Searched
from haicsim.analysis.whatif.worlds import Interval
from haicsim.show.policy_draws import show_over_draws
from haicsim.show.policy_numbers import about, number, with_interval
from haicsim.show.whatif import console, sentences, table

_MOST_LEVEL = 8


def show_searched(found: Searched) -> None:
    """Print it."""
    screen = console()
    sentences(screen, [*_question(found)])
    screen.print()
    _show_rungs(screen, found)
    if found.winner is None or found.fresh is None or found.coverage is None:
        _show_none(screen, found)
        return
    _show_winner(screen, found)
    _show_fresh(screen, found, found.fresh)
    _show_limits(screen, found, found.fresh)
    _show_level(screen, found)
    if found.over is not None:
        show_over_draws(screen, found, found.over)
    _show_coverage(screen, found.coverage, found.scenario.title)


def _question(found: Searched) -> Iterator[str]:
    run, tried = found.scenario.run, len(found.tried)
    how = "" if tried + found.excluded >= found.possible else f", drawn at random (seed {run.seed})"
    yield (
        f"{found.scenario.title}: {tried:,} of {found.possible:,} policies{how}, the one as it is among them; up to "
        f"{run.patients:,} patients, the same under each."
    )
    if found.excluded:
        yield f"{found.excluded:,} more were drawn and left out: what they set contradicts itself."
    yield f"Maximised: {found.objective.name}, {found.objective.meaning}."
    if found.limits:
        yield f"Limits: {', '.join(map(str, found.limits))}."


def _show_rungs(screen: Console, found: Searched) -> None:
    made = table("Rung", "patients", "policies", "dropped for a limit", "kept", "best so far", first=4)
    for place, rung in enumerate(found.rungs, 1):
        best = "-" if rung.best is None else number(found.objective, rung.value)
        made.add_row(
            f"{place}", f"{rung.patients:,}", f"{rung.tried:,}", f"{rung.broke:,}", f"{rung.kept:,}", best
        )
    screen.print(made)
    screen.print(
        "A limit drops a policy when broken beyond its 95% interval; at the last rung, when broken as measured.\n"
    )


def _show_none(screen: Console, found: Searched) -> None:
    """Nobody keeps the limits: how far those that came furthest are from it."""
    screen.print("No policy that was tried keeps the limits.", style="bold")
    for place, score in sorted(found.halved.scores.items(), key=lambda each: -each[1].value)[:_MOST_LEVEL]:
        said = ", ".join(
            f"{limit}: {with_interval(limit.outcome, score.numbers[str(limit)])}" for limit in found.limits
        )
        screen.print(f"- {found.tried[place]}: {said}", markup=False)


def _show_winner(screen: Console, found: Searched) -> None:
    if found.halved.winner == REFERENCE:
        screen.print("The policy as it is does best of all that were tried.\n", style="bold")
        return
    assert found.winner is not None
    screen.print("The policy that does best", style="bold")
    words, now = dict(found.winner.words), {each.name: each.options[each.now].words for each in found.choices}
    made = table("choice", "as it is", "the best")
    for name, own in now.items():
        made.add_row(name, own, words.get(name, "the same"))
    screen.print(made)
    screen.print()


def _show_fresh(screen: Console, found: Searched, fresh: Fresh) -> None:
    outcome = found.objective
    made = table(outcome.name, "searched with", "fresh patients", "less on fresh", first=15)
    rows = [("as it is", fresh.reference, "")]
    if found.halved.winner != REFERENCE:
        rows = [("the best", fresh.winner, ""), *rows, ("the best's lead", fresh.gain, "+")]
    for name, each, sign in rows:
        numbers = ((each.found, sign), (each.fresh, sign), (each.less, "+"))
        made.add_row(name, *(about(outcome, interval, way) for interval, way in numbers))
    screen.print(made)
    screen.print("± half of the 95% interval, by chance alone.")
    if found.halved.winner != REFERENCE:
        screen.print(
            f"The cost of choosing: the best was chosen for its lead, luck included; on {fresh.runs} sets of fresh patients "
            f"its lead is smaller by {about(outcome, fresh.gain.less, '+')}. The fresh column is the one to trust."
        )
    screen.print()


def _show_limits(screen: Console, found: Searched, fresh: Fresh) -> None:
    if not found.limits:
        return
    made = table("limit, fresh patients", "the best (95%)", "", "as it is")
    for limit in found.limits:
        interval, kept, own = fresh.limits[str(limit)]
        said = _sure(limit, interval, "kept" if kept else "BROKEN")
        as_it_is = number(limit.outcome, own[0])
        made.add_row(str(limit), with_interval(limit.outcome, interval), said, as_it_is)
    screen.print(made)
    screen.print()


def _sure(limit: Limit, interval: Interval, said: str) -> str:
    _, low, high = interval
    return said if limit.broken(low) == limit.broken(high) else f"{said}, not surely"


def _show_level(screen: Console, found: Searched) -> None:
    level, scores, winner = found.halved.level, found.halved.scores, found.halved.winner
    assert winner is not None
    if not level:
        screen.print("Every other policy that came as far and keeps the limits is surely worse.\n")
        return
    screen.print("Not to be told from the best: the paired 95% interval of what they come to less holds zero")
    for place in level[:_MOST_LEVEL]:
        less = with_interval(found.objective, difference(scores[winner], scores[place]))
        screen.print(Padding(f"- {found.tried[place]} ({less} less)", (0, 0, 0, 2)), markup=False)
    if len(level) > _MOST_LEVEL:
        screen.print(f"  and {len(level) - _MOST_LEVEL} more (--json lists them)")
    screen.print()


def _show_coverage(screen: Console, coverage: Coverage, name: str) -> None:
    if coverage.grounds:
        screen.print("What the data behind it cover", style="bold")
    for each in coverage.grounds:
        screen.print(f"- {_setting(each)}", markup=False)
        for line in _behind(each):
            screen.print(Padding(line, (0, 0, 0, 4)), markup=False)
    for caution in coverage.cautions:
        screen.print(f"Caution: {caution}", markup=False)
    if coverage.grounds:
        settings = "; ".join(text for each in coverage.grounds for text in _written(each))
        screen.print(
            f"\nWhom it treats otherwise, and over which ranges its lead holds: haicsim policy compare {name} '{settings}'",
            markup=False,
        )


def _setting(each: Ground) -> str:
    unit = f" {each.unit}" if each.unit else ""
    return f"{each.path}: {_value(each.value)}{unit}, as it is {_value(each.before)}{unit}"


def _behind(each: Ground) -> Iterator[str]:
    if each.range is not None:
        yield f"{each.grade}, of {_value(each.before)}: {each.source}. Range {each.range[0]:g} to {each.range[1]:g}."
    for path, value, grade, source in each.rests_on:
        yield f"rests on {path.removeprefix('policy.')} = {value}, {grade}: {source}."
    if each.flags:
        yield f"! {'; '.join(each.flags)}."


def _written(each: Ground) -> Iterator[str]:
    """As it is set on the command line, with room for what lies outside the range stated."""
    value = each.value
    yield f"{each.path}={'[' + ', '.join(map(str, value)) + ']' if isinstance(value, tuple) else _value(value)}"
    if each.range is not None and isinstance(value, int | float):
        low, high = min(each.range[0], value), max(each.range[1], value)
        if (low, high) != each.range:
            yield f"{each.path}.range=[{low:g}, {high:g}]"


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
