"""Whether the model predicts a team's survival, no firmer than the numbers bear."""

from haicsim.analysis.cohort.beside import Beside
from haicsim.analysis.cohort.describe import Description
from haicsim.analysis.cohort.look_alikes import LookAlikes

FEWEST_DEATHS = 10
NOT_TOLD_APART = "not told apart"
TOO_FEW = "too few to say"
LONGER, SHORTER = "longer than predicted", "shorter than predicted"
_WIDENED = 0.2


def verdict(found: Beside, described: Description) -> str:
    """One of four words: by the position of the restricted mean among simulated studies, outside `level` or not."""
    if described.deaths < FEWEST_DEATHS or found.mean.position != found.mean.position:
        return TOO_FEW
    tail = (1.0 - found.level) / 2.0
    if tail <= found.mean.position <= 1.0 - tail:
        return NOT_TOLD_APART
    return LONGER if found.mean.position > 0.5 else SHORTER


def sentences(word: str, found: Beside, described: Description, alike: LookAlikes) -> list[str]:
    """The verdict in plain words, with what it cannot say."""
    mean = found.mean
    half = (mean.high - mean.low) / 2.0
    till = f"up to {mean.months:.0f} months"
    if word == TOO_FEW:
        said = [
            f"Too few to say: {described.deaths} deaths were seen, and a verdict needs at least {FEWEST_DEATHS}."
        ]
    elif word == NOT_TOLD_APART:
        said = [
            f"Not told apart: the team's survival {till} lies within what simulated studies of such patients show. That is "
            f"no proof that the model is right: with so few patients a difference of less than about {half:.1f} months of "
            "mean survival could not have been noticed."
        ]
    else:
        said = [
            f"The team's patients live {word} {till}: a mean of {mean.team:.1f} months, where {100 * found.level:.0f}% of "
            f"simulated studies show {mean.low:.1f} to {mean.high:.1f}. Why is not said by this: other patients than matched "
            "for, other treatment, other follow-up, or a wrong model."
        ]
    if word != TOO_FEW:
        said.append(
            "Judged by chance alone: the simulated studies have the scenario's own numbers, and what a calibration leaves "
            "open of them is not in the comparison."
        )
    widened = float((alike.level > 0).mean())
    if widened > _WIDENED:
        said.append(
            f"For {100 * widened:.0f}% of the patients too few simulated ones were alike in everything: "
            "the comparison is rougher."
        )
    return said
