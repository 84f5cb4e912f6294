"""Every command's screen at 80, 100 and 120 columns has the words of an endless screen: no number cut, no word broken.

Of `study compare` in test_compare.py. `bench` is left out: it prints ratios of times, after minutes of measuring.
"""

from importlib import import_module
from pathlib import Path

import pytest
from commands import here
from lengths import long_but
from widths import assert_fits

from haicsim.analysis.cohort.template import template
from haicsim.analysis.figures.gallery import NO_JOURNAL, OF_HOSPITAL, WHAT, GalleryFolder

SMALL = ("--engine", "process", "--patients", "40")
PLAIN = ("run", "kurume", *SMALL, "--no-compare", "--out", "kept")
SCARCE = ("run", "one-theatre", *SMALL, "--no-compare", "--set", "arrivals.warm_up=0", "--out", "scarce")
SWEEP = """
name: wide
question: What does a sweep of many outcomes look like where there is little room?
scenarios: [kurume, one-theatre]
set: [arrivals.warm_up=0]
vary:
  policy.boldness: [0.5, 2]
  policy.stable_shrinkage: [0.1]
patients: 30
replications: 2
engine: process
outcomes: [conversion_rate, itt60, rmst60_itt, os60_not_resected_from_entry, dfs60, angiography_suite_waited_days]
"""
VARY = ("--vary", "policy.makuuchi_bilirubin.enucleation", "--vary", "tumour.kill_median")
SENSITIVITY = (
    "sensitivity",
    "kurume",
    "--engine",
    "process",
    "--patients",
    "20",
    "--replications",
    "2",
    *VARY,
)
LEVELS = ("--engine", "process", "--set", "arrivals.per_year=60")
SCREENS = {
    "check": ("check", "kurume", "--topic", "policy", "--ranges"),
    "run": PLAIN,
    "run, scarce": SCARCE,
    "story": ("story", "kept", "--patient", "7", "--luck"),
    "study check": ("study", "check", "kurume", "fohaic_1"),
    "audit": ("study", "audit"),
    "reconstruct": ("study", "reconstruct", "--draws", "30", "--out", "rebuilt"),
    "sweep": ("sweep", "wide.yaml"),
    "sweep, one cell": ("sweep", "wide.yaml", "--cell", "0"),
    "one-way": SENSITIVITY,
    "morris": (*SENSITIVITY, "--method", "morris", "--size", "2"),
    "one-way over a posterior": (*SENSITIVITY, "--posterior", "kurume"),
    "sobol over a posterior": (
        "sensitivity", "kurume", *SMALL, "--posterior", "kurume", "--method", "sobol", "--size", "2", *VARY[:2],
    ),
    "diff": ("diff", "kept", "scarce"),
    "capacity, loss": ("capacity", "kurume", "--resource", "infusion_bed", "--patients", "80", *LEVELS),
    "capacity, wait": (
        "capacity", "kurume", "--resource", "ward", "--keep", "wait_p90<60", "--patients", "80", *LEVELS,
    ),
    "expect": ("expect", "kurume", "--patients", "40", "--arms", "reference", "--set", "run.engine=process"),
    "expect, over draws": (
        "expect", "kurume", "--patients", "40", "--arms", "reference", "--posterior", "kurume", "--seed", "2",
    ),
    "columns": ("columns",),
    "columns of a table": ("columns", "outcomes"),
    "columns of a name": ("columns", "theatre_waited_days"),
    "pictures": ("pictures", "scarce"),
    "outcomes": ("outcomes",),
    "cohort": ("cohort", "team.csv"),
}  # fmt: skip
LONG = {"one-way over a posterior", "sobol over a posterior"}
GALLERY = GalleryFolder(
    Path("scarce-pictures"), tuple(WHAT | OF_HOSPITAL)[:-2], dict.fromkeys(tuple(OF_HOSPITAL), NO_JOURNAL)
)
DEAR = {  # what a command reckons before it shows anything: once is enough
    "capacity": ("haicsim.analysis.experiments.capacity_search", "smallest_capacity"),
    "expect": ("haicsim.api.expectations", "expected"),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for all screens to share: what a command finds there it does not make again."""
    at = tmp_path_factory.mktemp("shelf")
    (at / "wide.yaml").write_text(SWEEP)
    (at / "team.csv").write_text(team_file())
    return at


def team_file() -> str:
    """A team's own patients: those of the file to fill in, twice, under other names."""
    *said, one, two, three = template().splitlines()
    return "\n".join([*said, *(f"{letter}{row}" for letter in "QR" for row in (one, two, three))]) + "\n"


@pytest.fixture
def on_shelf(shelf: Path, no_figures: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """There, with a plain run and one with scarce places; no figure is drawn."""
    monkeypatch.chdir(shelf)
    monkeypatch.setattr("haicsim.analysis.figures.gallery.save", lambda *given: GALLERY)
    for run in (PLAIN, SCARCE):
        if not Path(run[-1]).exists():
            assert here(*run) == 0


@pytest.mark.slow
@pytest.mark.usefixtures("on_shelf")
@pytest.mark.parametrize("name", long_but(SCREENS, *(set(SCREENS) - LONG)))
def test_every_screen_fits(
    name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = SCREENS[name]
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    for part, (module, function) in DEAR.items():
        if part in arguments:
            monkeypatch.setattr(f"{module}.{function}", _once(getattr(import_module(module), function)))

    def show() -> None:
        assert here(*arguments) in (0, 3)

    if "--out" in arguments and not Path(arguments[-1]).exists():
        show()
    assert_fits(show, capfd, monkeypatch)


def _once(make: object) -> object:
    """The first answer, whatever is asked."""
    answers: list[object] = []

    def answer(*given: object, **named: object) -> object:
        if not answers:
            answers.append(make(*given, **named))  # type: ignore[operator]
        return answers[0]

    return answer


REFUSED = {
    "a value beyond its range": ("check", "kurume", "--set", "tumour.kill_median=0.05"),
    "an unknown outcome": ("sensitivity", "kurume", "--outcome", "conversion_rat"),
    "an outcome set": ("run", "kurume", "--set", "conversion_rate=0.3"),
    "no such scenario": ("run", "kurumi"),
    "a wrong option": ("study", "compare", "kurume", "--replicates", "7"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_fits_on_a_terminal_and_is_one_line_for_each_fault_elsewhere(
    name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def show() -> None:
        assert here(*REFUSED[name]) == 2

    show()
    in_a_pipe = capfd.readouterr().err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert_fits(show, capfd, monkeypatch)
    show()
    assert capfd.readouterr().err.split() == in_a_pipe.split()
    assert max(map(len, in_a_pipe.splitlines())) > 60
