"""`python -m haicsim.generate`: write the pages, the schema and the types that follow from the model.

`scenarios/README.md`, `scenarios/scenario.schema.json`, `analysis/studies/study.schema.json`, `docs/parameters.md`,
`docs/data-dictionary.md`, `docs/python-api.md`, `docs/expectations.md` and the typed rows `sim/rows.py`, and from the audit of
the source paper `docs/paper-problems.md` and its marks, the audits of the studies in `examples/studies/`, and
`docs/trust.md` from what was measured of the checks; tests compare them with what this would write.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from haicsim.analysis.studies.schema import schema_text as study_schema_text
from haicsim.api.page import api_page
from haicsim.scenarios import FOLDER
from haicsim.show.dictionary_page import columns_page
from haicsim.show.expectations_page import expectations_page
from haicsim.show.pages import keys_page, parameters_page
from haicsim.sim.errors import Fault, HaicsimError, InputError
from haicsim.sim.row_types import rows_text
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.schema import schema_text

EXAMPLES = "examples/studies"


def pages() -> dict[str, str]:
    """What is generated: the text of each file, by its path within the project."""
    return {
        "scenarios/README.md": keys_page(),
        "scenarios/scenario.schema.json": schema_text(),
        "analysis/studies/study.schema.json": study_schema_text(),
        "docs/data-dictionary.md": columns_page(),
        "docs/expectations.md": expectations_page(),
        "docs/parameters.md": parameters_page(load_scenario("kurume")),
        "docs/python-api.md": api_page(),
        "sim/rows.py": rows_text(),
    }


def pages_of_the_audit() -> dict[str, str]:
    """What the audit of the source paper writes, which takes some seconds: text by path within the project."""
    from haicsim.analysis.audit import audit
    from haicsim.analysis.audit.calibration_targets import marks_text, usable_targets
    from haicsim.analysis.studies import load_study
    from haicsim.show.problems import problems_page

    study = load_study("kurume")
    report = audit(study)
    return {
        "docs/paper-problems.md": problems_page(study, report, usable_targets(study, report)),
        f"analysis/studies/{study.name}.marks.yaml": marks_text(study, report),
    }


def audits_of_the_examples(root: Path) -> dict[str, str]:
    """The findings of every study among the examples, as `haicsim study audit --json` prints them: by path."""
    from haicsim.analysis.studies import load_study
    from haicsim.commands.study_audit import as_json

    files = sorted((root / EXAMPLES).glob("*.yaml"))
    return {f"{EXAMPLES}/{file.stem}.audit.json": as_json(load_study(file)) for file in files}


def pages_of_the_checks(root: Path) -> dict[str, str]:
    """What was measured of the program itself, kept in `docs/trust/` of a copy of the project: text by path within it."""
    from haicsim.show.trust_page import trust_page

    return {"docs/trust.md": trust_page(root)}


def write(root: Path, texts: Mapping[str, str] | None = None) -> list[str]:
    """Write every page whose text has changed into a copy of the project: which. InputError where there is none.

    texts: by path within the project; those of `pages` unless named.
    """
    changed = []
    for name, text in (pages() if texts is None else texts).items():
        file = root / name
        if not file.parent.is_dir():
            raise InputError(
                [Fault(str(root), None, "", "", f"is no copy of the project: it has no {file.parent.name}/")]
            )
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed


def main() -> None:
    """Write them beside the sources this very program runs from."""
    try:
        root = FOLDER.resolve().parent
        written = [
            *write(root),
            *write(root, pages_of_the_audit()),
            *write(root, audits_of_the_examples(root)),
            *write(root, pages_of_the_checks(root)),
        ]
        print(f"Written: {', '.join(written) or 'nothing, all pages are as they should be'}.")
    except HaicsimError as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(refusal.exit_code)


if __name__ == "__main__":
    main()
