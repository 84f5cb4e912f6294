"""The page of expectations: what each is, its range, on which arm it is measured, and where the range comes from."""

from haicsim.analysis.validation.expectations import ARMS, Expectation, expectations, topics
from haicsim.show.expectations import limits

HEAD = """# Expectations

`haicsim expect` compares simulated patients with published series. Ranges judge the rules; no number is tuned to them. What
has no range is only reported. A figure has a 95% interval over resampled patients; it is met where the figure itself lies in
the range. With `--posterior kurume` it shows instead what 95% of the draws of a [calibration](calibration.md) lead one to
expect, and in how many of them the figure lies in its range. This page is written from the code by `make docs`.

The arms, all of the same patients and the same random numbers:

"""
COLUMNS = "| expectation | unit | range | arm | source |\n| --- | --- | --- | --- | --- |\n"


def expectations_page() -> str:
    """The page as Markdown."""
    arms = "".join(f"- **{name}**: {what}\n" for name, what in ARMS.items())
    parts = [HEAD + arms]
    for topic, about in topics().items():
        rows = "".join(_row(each) for each in expectations() if each.topic == topic)
        parts.append(f"\n## {topic}\n\n{about}\n\n{COLUMNS}{rows}")
    return "".join(parts)


def _row(each: Expectation) -> str:
    range_ = limits(*each.range, each.unit) or "reported"
    return f"| {each.name} | {each.unit} | {range_} | {' and '.join(each.arms)} | {each.source} |\n"
