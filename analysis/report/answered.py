"""What a report says of one answer, whatever its kind."""

from dataclasses import dataclass

from haicsim.analysis.report.blocks import Block, Sentence

SAME_PEOPLE = (
    "The same simulated patients with the same random numbers are in everything that is compared, so differences are paired: "
    "an interval is that of chance among so many simulated patients, and of nothing else."
)
NOT_CALIBRATED = (
    "Everybody is simulated. The scenario's numbers, each with its source and grade, are a start and not calibrated unless it "
    "says otherwise; haicsim check lists them. The disease obeys the same laws under everything compared."
)


@dataclass(frozen=True)
class Answered:
    """The parts of it in the order in which they are read.

    title: what kind of answer. question: in a sentence. size: of what was simulated. figures: what its figures show, in words
    for whoever does not see them. methods: what is assumed and how it was done, a paragraph each.
    """

    title: str
    question: str
    size: str
    sentences: tuple[Sentence, ...]
    tables: tuple[Block, ...]
    methods: tuple[str, ...]
    figures: str = "Drawn from the numbers that stand in the tables of this section, each with its interval."
