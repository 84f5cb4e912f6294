"""Predictions beside what trials printed, on the screen."""

import re
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding

from haicsim.analysis.validation.looks import Looks
from haicsim.analysis.validation.trial_predictions import Prediction
from haicsim.analysis.validation.validate import Contrast, Share, Validation
from haicsim.show.study_words import not_compared
from haicsim.show.whatif import console, table

_WORDS = {
    "orr": "response", "dcr": "disease control", "median_pfs": "time without progression", "median_ttp":
    "time to progression", "median_os": "median survival", "downstaged": "brought down to be resectable",
}  # fmt: skip


def show_validation(found: Validation, looks: Looks | None = None) -> None:
    """Print it: a table for each trial, contrasts, what it comes to, and how often held-out studies were looked at."""
    screen = console()
    screen.print(
        "What trials printed beside what is simulated for them: the median of simulated studies of the trial's size, and "
        "where 95% of them lie. Fitted: a target when the kill of the regimen was found; overall survival never is.\n"
    )
    for trial in dict.fromkeys(row.trial for row in found.rows):
        _show_trial(screen, [row for row in found.rows if row.trial == trial])
    for each in found.contrasts:
        screen.print(_contrast(each))
    _show_shares(screen, found)
    if found.not_predicted:
        named = [(f"{trial} {figure}", why) for trial, figure, why in found.not_predicted]
        screen.print(not_compared(named))
    if looks is not None:
        _show_looks(screen, looks)


def _show_looks(screen: Console, looks: Looks) -> None:
    screen.print("\n[bold]Held out: the more looks, the less of a test[/bold]")
    by_words: dict[str, list[str]] = {}
    for each in looks.studies:
        by_words.setdefault(str(each), []).append(each.study)
    for words, studies in by_words.items():
        screen.print(Padding(f"{', '.join(studies)}: {words}", (0, 0, 0, 2)), markup=False)
    if looks.problem:
        screen.print("This look could not be recorded.")
    elif looks.place:
        screen.print(f"Recorded in {looks.place}.", markup=False)
    if looks.unreadable:
        lines = "1 line" if looks.unreadable == 1 else f"{looks.unreadable:,} lines"
        screen.print(f"{lines} of the record cannot be read and do not count.")


def _show_trial(screen: Console, rows: Sequence[Prediction]) -> None:
    first = rows[0]
    screen.print(f"[bold]{first.trial}[/bold], {first.regimen}, n = {first.n}")
    made = table("", "printed", "simulated (95%)", "position", "", first=28)
    for row in rows:
        remark = "fitted" if row.fitted else "" if row.inside else "outside"
        remark = f"{remark}, outside" if row.fitted and not row.inside else remark
        made.add_row(f"{_words(row.figure)}, {row.unit}", f"{row.printed:.3g}",
                     f"{row.simulated:.1f} ({row.low:.1f}-{row.high:.1f})", f"{100 * row.position:.0f}%", remark)  # fmt: skip
    screen.print(made)
    screen.print()


def _words(figure: str) -> str:
    at = re.fullmatch(r"os_(\d+)_years?", figure)
    if at:
        return f"alive at {at[1]} year{'' if at[1] == '1' else 's'}"
    return _WORDS.get(figure, figure.replace("_", " "))


def _contrast(each: Contrast) -> str:
    agrees = "the same direction" if each.same_direction else "the other direction"
    return (
        f"{each.first} to {each.second}, {_words(each.figure)}: ratio {each.printed:.2f} printed, {each.simulated:.2f} "
        f"simulated ({each.low:.2f} to {each.high:.2f}); {agrees}, within a factor of {each.within:.2f}."
    )


def _show_shares(screen: Console, found: Validation) -> None:
    screen.print("\n[bold]Printed figures that lie where 95% of simulated studies do[/bold]")
    for words, share in (
        ("targets of a search", found.share(True)),
        ("overall survival, never a target", found.share(False, True)),
        ("others that were no target", found.share(False, False)),
    ):
        if share.of:
            screen.print(f"  {words}: {_share(share)}")
    ratio = found.survival_ratio
    if ratio == ratio:
        screen.print(
            f"  Printed median overall survival is {ratio:.2f} times the simulated (geometric mean of the trials)."
        )
    screen.print(
        "Position: the share of simulated studies at or below what is printed. Intervals of shares count the figures of one "
        "trial as if they were independent."
    )


def _share(share: Share) -> str:
    return f"{share.inside} of {share.of} ({100 * share.low:.0f}% to {100 * share.high:.0f}%)"
