"""`haicsim expect SCENARIO`: do the simulated patients look like published ones, before anything is calibrated?"""

from dataclasses import asdict
from typing import Annotated

import typer


def expect(
    scenario: Annotated[
        str, typer.Argument(help="A scenario file, or the name of a shipped one.")
    ] = "kurume",
    patients: Annotated[int, typer.Option(help="Patients who start HAIC.")] = 10_000,
    set_: Annotated[list[str] | None, typer.Option("--set", help="Override a value.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Compare the uncalibrated simulation with published ranges.

    Example: haicsim expect kurume --patients 20000
    """
    import haicsim
    from haicsim.analysis.results.formats import as_json as text_of
    from haicsim.analysis.validation.expectations import judge, judge_criteria
    from haicsim.show.expectations import show_findings

    result = haicsim.run(scenario, patients=patients, overrides=set_ or [], journal=False)
    findings = judge(result.counted, result.scenario.run.base("horizon")) + judge_criteria(result.scenario)
    if as_json:
        print(text_of([asdict(finding) for finding in findings]), end="")
    else:
        show_findings(findings, result.scenario.name, patients)
