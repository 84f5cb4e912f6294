"""The judgements of an answer, each worded as firmly as it is stable, with what it rests on.

A judgement is said where nothing tried contradicts it, said with its margin where it holds with the scenario's own numbers but
not throughout, and withheld where chance alone could turn it.
"""

from dataclasses import dataclass
from typing import Literal

from haicsim.analysis.validation.batches import BATCHES
from haicsim.analysis.validation.counterfactual import WithoutSurgery
from haicsim.analysis.validation.gain import EVERYBODY, Gain
from haicsim.analysis.validation.hinges import HINGES
from haicsim.analysis.validation.score import OUTSIDE, Elsewhere, JointTarget, Score
from haicsim.analysis.validation.verdict import Comparison
from haicsim.analysis.validation.wrong_models import WrongModel
from haicsim.sim.scenario.model import Scenario

Firmness = Literal["said", "said with its margin", "withheld"]
_ONE_PERCENT = 0.0095  # what is less rounds to less than one
_ENDS = f"both ends of {len(HINGES)} ranges, one at a time"


@dataclass(frozen=True)
class Claim:
    """One judgement. about: of what. sentence: as it is shown. rests_on: in words."""

    about: str
    firmness: Firmness
    sentence: str
    rests_on: str


def claims(scenario: Scenario, found: Comparison, without: WithoutSurgery) -> tuple[Claim, ...]:
    """Every judgement of a comparison."""
    studies = f"{BATCHES} batches of simulated studies, each of patients of its own"
    chance = f"{assumed(scenario)}; {studies}"
    return (
        *(_of_score(each, chance) for each in found.scores),
        *(_of_dispute(each, chance) for each in found.joint),
        *(_of_wrong_model(each, chance) for each in found.wrong),
        *(_of_gain(each, assumed(scenario)) for each in without.gains),
    )


def assumed(scenario: Scenario) -> str:
    """How much of a scenario is assumed, in words."""
    grades = [number.grade for _, _, number in scenario.numbers()]
    return f"{grades.count('assumed')} of {len(grades)} numbers assumed"


def _of_score(score: Score, rests: str) -> Claim:
    what = (
        "All figures together" if score.part == "all" else f"{score.part.capitalize()}, all figures together"
    )
    firmness, like = _likeness(score)
    share = _percent(score.position, score.low, score.high)
    text = f"{what}: {like} ({share} of those are no likelier{_at_worst(score.elsewhere)})."
    return Claim(f"agreement, {score.part}", firmness, text, f"{rests}; {_ENDS}")


def _of_dispute(joint: JointTarget, rests: str) -> Claim:
    firmness, like = _likeness(joint)
    share = _percent(joint.position, joint.low, joint.high)
    text = (
        f"{len(joint.figures)} figures contradict one another, so at least one is wrong, and none is dropped: by the best of "
        f"{len(joint.readings)} readings ({joint.readings[0]}) they are {like} "
        f"({share} of those are at least as extreme{_at_worst(joint.elsewhere)})."
    )
    return Claim(f"disputed: {', '.join(joint.figures)}", firmness, text, f"{rests}; {_ENDS}")


def _likeness(found: Score | JointTarget) -> tuple[Firmness, str]:
    """Whether printed figures are such as the model's own studies; said only where chance and no end of a range turns it."""
    worst = found.elsewhere.worst
    if found.low > OUTSIDE:
        return "said" if worst > OUTSIDE else "said with its margin", "such as the model's own studies"
    if found.high < OUTSIDE:
        return "said" if worst < OUTSIDE else "said with its margin", "unlike the model's own studies"
    return "said with its margin", "at the edge of the model's own studies"


def _at_worst(found: Elsewhere) -> str:
    """The share at the end that speaks most against what is said."""
    if not found.tried:
        return "; with the scenario's own numbers"
    worst = "fewer than 1%" if found.worst < _ONE_PERCENT else f"{100 * found.worst:.0f}%"
    return f"; at the worst of {found.tried} ends of ranges, {found.where}, {worst}"


def _of_wrong_model(wrong: WrongModel, rests: str) -> Claim:
    rests = f"{rests}; {_ENDS}" if wrong.elsewhere.tried else rests
    if wrong.worth == "cannot be decided":
        text = f'Whether "{wrong.name}" is the truth cannot be decided from so few: agreement is no evidence against it.'
        return Claim(wrong.name, "withheld", text, rests)
    reached = _percent(wrong.reached, wrong.reached_low, wrong.reached_high)
    text = (
        f'The survival figures lean against "{wrong.name}": {reached} of its studies look so much like ours'
        f"{_at_worst(wrong.elsewhere)}."
    )
    return Claim(wrong.name, "said with its margin", text, rests)


def _of_gain(gain: Gain, rests: str) -> Claim:
    who = "the operated" if gain.group == EVERYBODY else f"the operated of group {gain.group}"
    width = (
        f"{gain.least:.1f} to {gain.most:.1f} over the ranges of what the paper does not identify (least with "
        f"{gain.least_where}, most with {gain.most_where}); {gain.months:.1f} with the scenario's own numbers"
    )
    firm = gain.sign != "not known" and gain.least_where != gain.most_where
    if gain.sign == "not known":
        text = f"Whether surgery lengthens life for {who} is not known: months gained within 5 years are {width}."
    else:
        chance = "" if gain.sure else "; at the thinnest end chance alone could turn it"
        text = f"Surgery makes life {gain.sign} for {who}: months gained within 5 years are {width}{chance}."
    rests = f"{rests}; {_ENDS}; chance kept in rank"
    return Claim(f"gain, {gain.group}", "said with its margin" if firm else "withheld", text, rests)


def _percent(share: float, low: float, high: float) -> str:
    """A share with its interval: "14% (10-18)"."""
    if high < _ONE_PERCENT:
        return "fewer than 1%"
    if low > 1.0 - _ONE_PERCENT:
        return "more than 99%"
    return f"{100 * share:.0f}% ({100 * low:.0f}-{100 * high:.0f})"
