"""What the simulated patients should look like before anything is calibrated, and whether they do.

Ranges come from published series and the paper; they judge the rules, and no number is tuned to them.
"""

from haicsim.analysis.validation.expectations.arms import look, named_arms, records_by_arm
from haicsim.analysis.validation.expectations.criteria import judge_criteria
from haicsim.analysis.validation.expectations.expectation import ARMS, Expectation, ExpectationResult
from haicsim.analysis.validation.expectations.judge import expectation_values, expectations, judge, topics

__all__ = [
    "ARMS", "Expectation", "ExpectationResult", "expectation_values", "expectations", "judge", "judge_criteria", "look",
    "named_arms", "records_by_arm", "topics",
]  # fmt: skip
