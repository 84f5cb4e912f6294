"""Everybody in two worlds on the screen: the mean gain, by group, over the ranges, and how often it is a loss."""

from haicsim.analysis.whatif.twin import ALL, OPERATED, BothWorlds, gainers
from haicsim.analysis.whatif.worlds import mean_of
from haicsim.show.whatif import NOT_RANGED, console, give_or_take, ranged, table
from haicsim.show.whatif_twin import CAUTION

_WORDS = {ALL: "all who start", OPERATED: "the operated", "A": "A, Vp3/4", "B": "B, Vv2/3", "C": "C, neither"}


def show_twins(both: BothWorlds) -> None:
    """Print it: of all who start, of the operated, and of the operated of each group."""
    screen, (here, there) = console(), both.worlds
    gain = here.months - there.months
    screen.print(
        f"{here.scenario.title}: months of the first 60 from the decision for HAIC, and what surgery gives\n"
    )
    made = table("", "people", "with", "without", "gain", "ranges", "shorter", first=13)
    for name, who in gainers(here).items():
        if who.any():
            low, high = both.ranges.get(name, (float("nan"), float("nan")))
            made.add_row(
                _WORDS[name], f"{who.sum():,}", f"{here.months[who].mean():.1f}", f"{there.months[who].mean():.1f}",
                give_or_take(mean_of(gain[who])), "-" if low != low else f"{low:.1f} to {high:.1f}",
                f"{100.0 * float((gain[who] < 0.0).mean()):.1f}%",
            )  # fmt: skip
    screen.print(made)
    screen.print(
        "\nGroups: the operated of each. Gain: with half of its 95% interval. Shorter: live shorter with surgery. The gains "
        "of single persons add up to the difference of the two worlds. " + CAUTION
    )
    screen.print(ranged(both.over) if both.ranges else NOT_RANGED)
