"""The part of the page of trust about tests that do not run with every change: what became of each, and when."""

from collections import Counter
from collections.abc import Iterator, Mapping

from haicsim.show.pages import table_row


def long_tests(kept: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Lines of Markdown: the outcome of each long test by its name, with the day and the version of Python."""
    counts = Counter(each["outcome"] for each in kept.values())
    said = ", ".join(
        f"{counts[outcome]} {outcome}"
        for outcome in ("passed", "skipped", "failed", "not run")
        if counts[outcome]
    )
    yield "## At full size"
    yield ""
    yield (
        "Some searches take minutes each: thousands of drawn worlds, hundreds of made-up series. With every change shorter "
        "forms run (`make test`, `make verify`); at full size they run before a release (`make long`; "
        f"`python -m benchmarks.trust long` also writes this table). Of {len(kept)}: {said or 'none was run'}."
    )
    yield ""
    yield "| test | outcome | day | Python |"
    yield "| --- " * 4 + "|"
    for name, each in sorted(kept.items()):
        yield table_row(f"`{name}`", each["outcome"], each["date"], each["python"])
