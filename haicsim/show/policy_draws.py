"""The policy found over draws of a posterior, on the screen."""

from rich.console import Console

from haicsim.analysis.whatif.policy_over_draws import OverDraws
from haicsim.analysis.whatif.policy_search import REFERENCE, Searched
from haicsim.show.policy_numbers import number
from haicsim.show.whatif import table


def show_over_draws(screen: Console, found: Searched, over: OverDraws) -> None:
    """Its lead with two intervals, and how often it is still the best; what speaks against the posterior first."""
    screen.print("The best over draws of the posterior", style="bold")
    if over.alarm:
        screen.print(over.alarm, style="bold", markup=False)
    if not over.draws:
        screen.print("No draw goes with these policies.\n")
        return
    _show_lead(screen, found, over)
    for line in _how_often(found, over):
        screen.print(line, markup=False)
    screen.print()


def _show_lead(screen: Console, found: Searched, over: OverDraws) -> None:
    def said(value: float) -> str:
        return number(found.objective, value, "+")

    low, middle, high = over.parameters
    made = table("its lead", "now", "by parameters (95%)", "by chance (95%)", first=12)
    between = f"{said(over.chance[0])} to {said(over.chance[1])}"
    made.add_row(
        found.objective.name, said(over.gain), f"{said(middle)} ({said(low)} to {said(high)})", between
    )
    screen.print(made)
    screen.print(
        f"By parameters: {over.draws} draws of the posterior {over.posterior}, {over.patients:,} fresh patients each. By "
        f"chance: {found.scenario.run.patients:,} patients with the scenario's own numbers.",
        markup=False,
    )


def _how_often(found: Searched, over: OverDraws) -> list[str]:
    """Sentences on how often the policy found leads, is the best, or breaks a limit."""
    lines = []
    if found.halved.winner != REFERENCE:
        lines.append(f"It does better than the policy as it is in {over.ahead} of {over.draws} draws.")
    lines.append(
        f"Of the {over.of} policies of the last rung it is the best in {over.best} of {over.draws} draws, and the best or not "
        f"distinguishable from it in {over.level}."
    )
    others = [
        (n, place) for place, n in over.best_of.items() if n and place not in (found.halved.winner, None)
    ]
    if others:
        draws, place = max(others, key=lambda each: each[0])
        lines.append(f"Most often the best in its stead ({draws} draws): {found.tried[place or 0]}.")
    if over.broken:
        lines.append(f"It breaks a limit in {over.broken} of {over.draws} draws.")
    if over.left_out:
        lines.append(f"{over.left_out} draws contradict one of these policies and took no part.")
    return lines
