"""The judgements of an answer, each worded as firmly as it is stable, with what it rests on.

A judgement is said where nothing tried contradicts it, said with its margin where it holds with the scenario's own numbers but
not throughout, and withheld where chance alone could turn it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from haicsim.analysis.validation.batches import BATCHES
from haicsim.analysis.validation.counterfactual import WithoutSurgery
from haicsim.analysis.validation.gain import EVERYBODY, Gain
from haicsim.analysis.validation.hinges import HINGES
from haicsim.analysis.validation.score import OUTSIDE, JointTarget, Score
from haicsim.analysis.validation.verdict import Comparison
from haicsim.analysis.validation.wrong_models import WrongModel
from haicsim.sim.scenario.model import Scenario

Firmness = Literal["said", "said with its margin", "withheld"]
_MOST_NAMED = 3


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
    text = f"{what}: {like} ({share} of those are no likelier)."
    return Claim(f"agreement, {score.part}", firmness, text, rests)


def _of_dispute(joint: JointTarget, rests: str) -> Claim:
    firmness, like = _likeness(joint)
    text = (
        f"{len(joint.figures)} figures contradict one another, so at least one is wrong, and none is dropped: by the best of "
        f"{len(joint.readings)} readings ({joint.readings[0]}) they are {like} "
        f"({_percent(joint.position, joint.low, joint.high)} of those are at least as extreme)."
    )
    return Claim(f"disputed: {', '.join(joint.figures)}", firmness, text, rests)


def _likeness(found: Score | JointTarget) -> tuple[Firmness, str]:
    """Whether printed figures are such as the model's own studies; said only where the whole interval says so."""
    if found.low > OUTSIDE:
        return "said", "such as the model's own studies"
    if found.high < OUTSIDE:
        return "said", "unlike the model's own studies"
    return "said with its margin", "at the edge of the model's own studies"


def _of_wrong_model(wrong: WrongModel, rests: str) -> Claim:
    reached = _percent(wrong.reached, wrong.reached_low, wrong.reached_high)
    rests = f"{rests}; {'both' if wrong.ends_tried else 'no'} ends of {len(HINGES)} ranges, one at a time"
    if wrong.worth == "against":
        text = f'The survival figures speak against "{wrong.name}": {reached} of its studies look so much like ours.'
        return Claim(wrong.name, "said", text, rests)
    if wrong.worth == "leans against":
        text = (
            f'The survival figures lean against "{wrong.name}" ({reached} of its studies look so much like ours)'
            f"{_but(wrong)}."
        )
        return Claim(wrong.name, "said with its margin", text, rests)
    text = f'Whether "{wrong.name}" is the truth cannot be decided from so few patients: agreement is no evidence against it.'
    return Claim(wrong.name, "withheld", text, rests)


def _but(wrong: WrongModel) -> str:
    """Where it would not be so."""
    if not wrong.ends_tried:
        return ", with the scenario's own numbers; ends of their ranges were not tried"
    if not wrong.otherwise:
        return ", and more or fewer could by chance"
    return f", but would not with {_some(wrong.otherwise)}"


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
    rests = f"{rests}; both ends of {len(HINGES)} ranges, one at a time; chance kept in rank"
    return Claim(f"gain, {gain.group}", "said with its margin" if firm else "withheld", text, rests)


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return " or ".join(names[:_MOST_NAMED]) + (f" ({more} more)" if more > 0 else "")


def _percent(share: float, low: float, high: float) -> str:
    """A share with its interval: "14% (10-18)"."""
    if high < 0.0095:
        return "fewer than 1%"
    return f"{100 * share:.0f}% ({100 * low:.0f}-{100 * high:.0f})"
