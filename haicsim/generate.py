"""`python -m haicsim.generate`: write the pages and the schema that follow from the model.

`scenarios/README.md`, `scenarios/scenario.schema.json` and `docs/parameters.md`; a test compares them with what this
would write.
"""

import sys
from pathlib import Path

from haicsim.show.pages import keys_page, parameters_page
from scenarios import FOLDER
from sim.errors import Fault, HaicsimError, InputError
from sim.scenario import load_scenario
from sim.scenario_schema import schema_text


def pages() -> dict[str, str]:
    """What is generated: the text of each file, by its path within the project."""
    return {
        "scenarios/README.md": keys_page(),
        "scenarios/scenario.schema.json": schema_text(),
        "docs/parameters.md": parameters_page(load_scenario("kurume")),
    }


def write(root: Path) -> list[str]:
    """Write every page whose text has changed into a copy of the project: which. InputError where there is none."""
    changed = []
    for name, text in pages().items():
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
        print(f"Written: {', '.join(write(FOLDER.parent)) or 'nothing, all pages are as they should be'}.")
    except HaicsimError as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(refusal.exit_code)


if __name__ == "__main__":
    main()
