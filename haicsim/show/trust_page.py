"""The page of trust: what was checked, by which authority, what was measured of the tests themselves, and what was not."""

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from haicsim.show.long_tests import long_tests
from haicsim.show.pages import MADE_BY, table_row

HEAD = """# Whether to believe it

For whoever must decide whether to rest anything on this program. A model can be wrong in two ways: the program may not do what
its description says, or the description may not be how patients fare. This page is about the first: that the
program computes what it says it computes. About the second, whether the model agrees with what is published, see
[agreement.md](agreement.md), [expectations.md](expectations.md) and [regimens.md](regimens.md); no check of this page makes
the model right about patients.

What stands here was measured, with the day and the version of Python, and nothing was tuned to a check. A measurement says of
which sources it is; where these have changed since, the page says so.
"""
AUTHORITIES = """## By whose word

| authority | what is held against it | where |
| --- | --- | --- |
| calculation by hand | every rule, and whole lives day by day | `tests/rules`, `tests/deterministic` |
| closed forms | clocks, survival, queues, through both engines | the table below |
| quadrature, differential equations | growth, kill by the drug, hazards, births of seeds | `tests/verification` |
| the disease written a second time | death and seeds of each patient | [laws.md](laws.md#how-exact-a-day-of-death-is) |
| the other engine | every event of every patient, to the last bit | `tests/parity` |
| laws that hold whatever the numbers are | pairs of worlds that differ in one thing | [laws.md](laws.md) |
| other people's programs | survival by lifelines, quantiles by scipy, Philox's known answers | `tests/analysis` |
| a second reader | every number of the source paper and the reference, read twice | `tests/reentry` |
| brute force | the audit of printed figures, the search for capacity | [audit-method.md](audit-method.md) |
"""
NOT_CHECKED = """## What was not checked

- Nobody outside has reviewed the program. TECH-VER asks for a reviewer who did not build the model; here tests do the work,
  written by those who wrote the model.
- There are no costs, no utilities and no discounting, so those items of TECH-VER do not apply.
- The hospital serves in the order of asking. Priorities are not part of it, so no closed form of priorities was tried.
- Closed forms cover short stories. The patients' own story is held by hand calculations, the second engine and the laws.
- Modules of the compiled engine that speak to the compiler were not mutated; the agreement of the engines holds them.
- Equality to the last bit is promised on Linux x86-64 alone.
"""


def trust_page(root: Path) -> str:
    """`docs/trust.md`, from what is kept in `docs/trust/` of a copy of the project."""
    kept = root / "docs" / "trust"
    index = tomllib.loads((kept / "tech-ver.toml").read_text(encoding="utf-8"))
    parts = [HEAD, MADE_BY + "\n", AUTHORITIES]
    parts.append(_section(_closed_forms(_read(kept / "closed-forms.json"))))
    parts.append(_section(_worlds()))
    parts.append(_section(_mutants(root, _read(kept / "mutation.json"), _reasons(kept / "survivors.toml"))))
    parts.append(_section(_coverage(root, _read(kept / "coverage.json"))))
    parts.append(_section(_pythons(_read(kept / "pythons.json"))))
    parts.append(_section(long_tests(_read(kept / "long.json"))))
    parts += [NOT_CHECKED, _section(_tech_ver(index["part"]))]
    return "\n".join(parts)


def changed_since(root: Path, sources: Mapping[str, str]) -> list[str]:
    """Which of the files measured are not as they were: their digests (16 hexadecimal digits) by path."""
    return [name for name, digest in sources.items() if _digest(root / name) != digest]


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()[:16] if file.is_file() else ""


def _read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return content


def _reasons(file: Path) -> dict[str, str]:
    content = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {
        f"{each['file']} {each['before']} {each['after']}": each["why"]
        for each in content.get("survivor", [])
    }


def _section(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def _when(measured: Mapping[str, Any]) -> str:
    return f"Measured on {measured['date']} with Python {measured['python']}."


def _closed_forms(measured: Mapping[str, Any]) -> Iterator[str]:
    rows = measured["rows"]
    farthest = max(abs(row[engine]["z"]) for row in rows for engine in measured["counted"])
    yield "## Closed forms, through both engines"
    yield ""
    yield (
        "A story as short as a textbook's runs through the same engines as the patients. Beside what theory says stand the "
        "figure of each engine and, in brackets, how many standard errors lie between. "
        f"The farthest of {2 * len(rows)} is {farthest:.2f}; beyond {measured['most']:g} a test fails. Each engine had "
        "customers of its own: " + " and ".join(
            f"{engine} {measured['replications'][engine][1]} replications of {count:,}"
            for engine, count in measured["counted"].items()
        ) + f". {_when(measured)}"
    )  # fmt: skip
    yield ""
    yield "| law | setting | source | quantity | theory | compiled | SimPy |"
    yield "| --- " * 7 + "|"
    for row in rows:
        found = [f"{row[engine]['estimate']:.4g} ({row[engine]['z']:+.2f})" for engine in measured["counted"]]
        yield table_row(
            row["law"], row["setting"], row["source"], row["quantity"], f"{row['expected']:.4g}", *found
        )
    yield ""
    yield "Again: `python -m benchmarks.trust closed-forms`. Tests: `tests/verification/test_closed_forms.py`."


def _worlds() -> Iterator[str]:
    yield "## Worlds at random"
    yield ""
    yield (
        "Twelve numbers anywhere in their ranges, a few patients, and the laws: 200 worlds with every run of the quick tests, "
        "20,000 with the long ones (`tests/property/test_laws_in_twenty_thousand_worlds.py`). The order of things in a life "
        "and the agreement of both engines are held in 650 worlds more, any policy and any hospital "
        "(`tests/property/test_invariants.py`)."
    )


def _mutants(root: Path, measured: Mapping[str, Any], reasons: Mapping[str, str]) -> Iterator[str]:
    yield "## What the tests notice"
    yield ""
    yield (
        "Small faults were put into the code one at a time: a sign turned, a comparison moved, a number raised by one, a line "
        "left out. The score is the share that some test noticed, with its exact 95% interval, of a simple random sample "
        "of all such faults. Only the quickest tests that run the line were tried, so the score is, if anything, too low. "
        "Aimed at are 85%. Beside it stands the score of those that change anything a patient or a reader could see: without "
        "the faults of which it is argued below that they change nothing. How, and why by a runner of our own: "
        "[decision 0055](decisions/0055-mutants-by-a-runner-of-our-own.md)."
    )
    yield ""
    if not measured:
        yield "Not measured yet."
        return
    names = (
        "part",
        "faults possible",
        "tried",
        "noticed",
        "score",
        "95% interval",
        "of those that change anything",
    )
    yield table_row(*names, "measured", "changed since")
    yield "| --- " * 9 + "|"
    for name, each in measured.items():
        low, high = each["interval"]
        changed = changed_since(root, each["sources"])
        since = f"{len(changed)} of {len(each['sources'])} files" if changed else "nothing"
        score, range_ = (
            f"{100 * each['killed'] / each['tried']:.0f}%",
            f"{100 * low:.0f} to {100 * high:.0f}%",
        )
        idle = sum(_reason(one, reasons).startswith("changes nothing") for one in each["survivors"])
        real = f"{100 * each['killed'] / (each['tried'] - idle):.0f}% of {each['tried'] - idle}"
        yield table_row(f"`{name}`", f"{each['mutants']:,}", str(each["tried"]), str(each["killed"]), score,
                        range_, real, f"{each['date']}, Python {each['python']}", since)  # fmt: skip
    yield from _unnoticed(measured, reasons)


def _unnoticed(measured: Mapping[str, Any], reasons: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield "What no test noticed:"
    yield ""
    yield "| where | was | became | why it may be |"
    yield "| --- " * 4 + "|"
    for each in measured.values():
        for one in each["survivors"]:
            before, after = (" ".join(one[name].split()) for name in ("before", "after"))
            place = f"`{one['file']}`, line {one['line']}"
            yield table_row(place, _code(before), _code(after), _reason(one, reasons))


def _reason(survivor: Mapping[str, Any], reasons: Mapping[str, str]) -> str:
    """Why no test noticed a fault, as it is argued."""
    before, after = (" ".join(survivor[name].split()) for name in ("before", "after"))
    return reasons.get(f"{survivor['file']} {before} {after}", "not argued")


def _code(text: str) -> str:
    short = text if len(text) <= 70 else text[:67] + "..."
    return f"`{short.replace('|', '¦')}`"


def _coverage(root: Path, measured: Mapping[str, Any]) -> Iterator[str]:
    yield "## How much of the code the tests run"
    yield ""
    if not measured:
        yield (
            "Not measured. The command is `python -m benchmarks.trust coverage`; compiled code cannot be traced, so it counts "
            "what plain Python runs: the rules and the story by the SimPy engine."
        )
        return
    changed = changed_since(root, measured["sources"])
    yield (
        f"{measured['percent']:.1f}% of lines and branches together, and of branches alone "
        f"{100 * measured['covered_branches'] / measured['branches']:.1f}% ({measured['covered_branches']:,} of "
        f"{measured['branches']:,}; aimed at are 95%), by {measured['tests']}; what only the longest "
        "of them run is not counted. Compiled code is not traced: rules and story count where SimPy runs them. "
        f"{_when(measured)} Since then {len(changed)} of {len(measured['sources'])} files have changed."
        f"{measured.get('remark', '')}"
    )
    yield ""
    yield "| part | lines and branches run |"
    yield "| --- | --- |"
    for name, percent in measured["parts"].items():
        yield table_row(f"`{name}`", f"{percent:.1f}%")


def _pythons(measured: Mapping[str, Any]) -> Iterator[str]:
    yield "## Other versions of Python"
    yield ""
    if not measured:
        yield (
            "Golden digests of every shipped scenario are compared with each run of the tests, by whichever Python runs them. "
            "The workflow runs 3.11, 3.12 and 3.13; that they agree was not measured for this page."
        )
        return
    yield "| Python | scenarios compared | different | numpy | numba | measured |"
    yield "| --- " * 6 + "|"
    for version, each in measured.items():
        yield table_row(
            version,
            str(each["compared"]),
            ", ".join(each["different"]) or "none",
            each["numpy"],
            each["numba"],
            each["date"],
        )


def _tech_ver(parts: list[dict[str, Any]]) -> Iterator[str]:
    items = [item for part in parts for item in part["item"]]
    counts = Counter(item["status"] for item in items)
    said = ", ".join(
        f"{counts[status]} {status}" for status in ("tested", "in part", "not done", "not applicable")
    )
    yield "## TECH-VER, item by item"
    yield ""
    yield (
        "TECH-VER is a checklist for verifying the programming of health-economic models (Büyükkaramikli NC, Rutten-van "
        "Mölken MPMH, Severens JL, Al M; PharmacoEconomics 2019;37:1391-1408, doi 10.1007/s40273-019-00844-y). These are the "
        f"{len(items)} tests of its Table 2, in our words: {said}. Tests are named as pytest names them; slow ones run with "
        "`make verify`."
    )
    number = 0
    for part in parts:
        yield from (
            "",
            f"### {part['name']}",
            "",
            "| | it asks that | status | tests, or why not |",
            "| --- " * 4 + "|",
        )
        for item in part["item"]:
            number += 1
            tests = [f"`{test}`" for test in item.get("tests", [])]
            why = [item["why"]] if "why" in item else []
            yield table_row(str(number), item["asks"], item["status"], "<br>".join([*why, *tests]))
