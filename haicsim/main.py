"""The command line: `haicsim VERB ...`.

Exit codes: 0 fine, 1 bug, 2 faulty input, 3 a finding was proved (audit), 4 finished with failed cells, 130 interrupted.
"""

import os
import signal
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from haicsim.commands import animate as animate_command
from haicsim.commands import bench as bench_command
from haicsim.commands import cache as cache_command
from haicsim.commands import calibrate as calibrate_command
from haicsim.commands import capacity as capacity_command
from haicsim.commands import check as check_command
from haicsim.commands import cohort as cohort_command
from haicsim.commands import columns as columns_command
from haicsim.commands import diff as diff_command
from haicsim.commands import expect as expect_command
from haicsim.commands import gallery as gallery_command
from haicsim.commands import lists, policy, study, whatif
from haicsim.commands import page as page_command
from haicsim.commands import pictures as pictures_command
from haicsim.commands import report as report_command
from haicsim.commands import run as run_command
from haicsim.commands import sensitivity as sensitivity_command
from haicsim.commands import story as story_command
from haicsim.commands import sweep as sweep_command
from haicsim.edge import INTERRUPTED, ending
from haicsim.sim.errors import Fault

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich"
)
app.command("check")(check_command.check)
app.command("run")(run_command.run)
app.command("expect")(expect_command.expect)
app.command("pictures")(pictures_command.pictures)
app.command("gallery")(gallery_command.gallery)
app.command("animate")(animate_command.animate)
app.command("report")(report_command.report)
app.command("page")(page_command.page)
app.command("bench")(bench_command.bench)
app.command("story")(story_command.story)
app.command("sweep")(sweep_command.sweep)
app.command("sensitivity")(sensitivity_command.sensitivity)
app.command("calibrate")(calibrate_command.calibrate)
app.command("capacity")(capacity_command.capacity)
app.command("diff")(diff_command.diff)
app.command("cohort")(cohort_command.cohort)
app.command("columns")(columns_command.columns)
app.command("cache")(cache_command.cache)
app.command("list")(lists.scenarios)
app.command("outcomes")(lists.outcomes)
app.add_typer(study.app, name="study")
app.add_typer(whatif.app, name="whatif")
app.add_typer(policy.app, name="policy")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"haicsim {version('haicsim')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
]


@app.callback()
def haicsim(version: Version = False) -> None:
    """Simulate patients with locally advanced liver cancer through HAIC, conversion surgery and after."""


def main() -> None:
    """Run the command line; every way in which it ends has its exit code."""
    code = ending(lambda: obey(sys.argv[1:]), hints_for)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said and done: its own code stands
    if code == INTERRUPTED:
        os._exit(code)  # all is tidied up; threads still compiling or simulating are not waited for
    sys.exit(code)


def hints_for(faults: Sequence[Fault]) -> Iterable[str]:
    """What else to say of faults in the input."""
    from haicsim.show.levers import hints

    return hints(faults)


def obey(arguments: list[str]) -> None:
    """Do what the arguments say; whatever goes wrong is raised."""
    command = typer.main.get_command(app)
    with command.make_context("haicsim", list(arguments)) as context:
        command.invoke(context)


if __name__ == "__main__":
    main()
