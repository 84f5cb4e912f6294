"""Everybody in two worlds on the screen: the mean gain, by group, and how it is spread."""

import numpy as np

from haicsim.analysis.whatif.twin import BothWorlds
from haicsim.analysis.whatif.worlds import mean_of
from haicsim.show.whatif import console, months, table
from haicsim.show.whatif_twin import CAUTION
from haicsim.sim.codes import GROUPS

_GROUPS = ("A, Vp3/4", "B, Vv2/3", "C, neither")


def show_twins(both: BothWorlds) -> None:
    """Print it: of all who start, of the operated, and of the operated of each group."""
    screen, (here, there) = console(), both.worlds
    gain = here.months - there.months
    rows = [("all who start", np.ones(len(here), np.bool_)), ("the operated", here.operated)]
    for name, words in zip(GROUPS, _GROUPS, strict=True):
        mine = here.records["group"] == GROUPS.index(name)
        rows.append((f"the operated of group {words}", here.operated & mine))
    screen.print(
        f"{here.scenario.name}: months of the first 60 from the decision for HAIC, and what surgery gives\n"
    )
    made = table("", "people", "with", "without", "gain (95%)", "shorter, %")
    for words, who in rows:
        if who.any():
            shorter = 100.0 * float((gain[who] < 0.0).mean())
            made.add_row(words, f"{who.sum():,}", f"{here.months[who].mean():.1f}", f"{there.months[who].mean():.1f}",
                         months(mean_of(gain[who]), sign=True), f"{shorter:.1f}")  # fmt: skip
    screen.print(made)
    screen.print(
        "\nThe gains of single persons add up to the difference of the two worlds. Shorter: live shorter with surgery. "
        + CAUTION
    )
    screen.print(
        "The gain rests on what the paper does not identify: whatif conversion and study compare show its range."
    )
