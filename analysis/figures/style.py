"""How all figures look: colours and lines told apart by colour-blind readers and in grey."""

from textwrap import wrap
from typing import Any, NamedTuple

from haicsim.analysis.measures import states
from haicsim.sim import codes

# Okabe and Ito's colours, with a dash pattern and a marker each so that grey print still tells them apart
GROUP_LOOK: dict[str, tuple[str, Any, str]] = {
    "all": ("#000000", (0, (8, 1.5, 1.5, 1.5)), "D"),
    "A": ("#0072B2", "-", "o"),
    "B": ("#D55E00", (0, (5, 2)), "s"),
    "C": ("#009E73", (0, (1, 1.2)), "^"),
}
GROUP_NAMES = {"all": "All", "A": "A: Vp3/4", "B": "B: Vv2/3", "C": "C: no major vascular invasion"}


class Fill(NamedTuple):
    """How an area looks: its colour, and the hatch by which grey print still tells it from its neighbours."""

    colour: str
    hatch: str | None = None

    def areas(self) -> dict[str, Any]:
        """As matplotlib's areas, bars and patches take it; the hatch is drawn in the colour of the edge."""
        return {"facecolor": self.colour, "hatch": self.hatch, "edgecolor": "#222222", "linewidth": 0.0}


class Marker(NamedTuple):
    """How a point looks: its shape and colour, what it means, and how large it is (points)."""

    shape: str
    colour: str
    meaning: str
    size: float = 5.5


INK, QUIET, FAINT = "#222222", "#555555", "#C8C8C8"
# the widest figure, inches, and its smallest text, points: printed 180 mm wide that text has the 6 points a journal asks for
PAGE, SMALLEST = 10.0, 8.5
_OF_AN_EM, _POINTS = 0.54, 72.0  # how wide a letter is, on average

# Where a patient is; lightness and hatch differ between neighbours
STATE_FILL: dict[int, Fill] = {
    states.ON_TREATMENT: Fill("#3DBF95"),
    states.WAITING: Fill("#F0E442"),
    states.AFTER_SURGERY: Fill("#00588C"),
    states.RECURRED: Fill("#79BFEA", "\\\\\\\\"),
    states.OFF_HAIC: Fill("#BFE8D6", "...."),
    states.PROGRESSED: Fill("#E69F00", "////"),
    states.WAITING_FOR_HAIC: Fill("#CC79A7", "||||"),
    states.WAITING_FOR_MEETING: Fill("#F7C6DE", "++++"),
    states.WAITING_FOR_THEATRE: Fill("#9C2F6B", "oo"),
    states.DIED_OF_CANCER: Fill("#7A7A7A"),
    states.DIED_OF_LIVER: Fill("#B4B4B4", "xxxx"),
    states.DIED_OF_OPERATION: Fill("#000000"),
    states.DIED_OTHERWISE: Fill("#E2E2E2", "----"),
}

# Responses, the darker the better; progression hatched
RESPONSE_FILL: dict[int, Fill] = {
    codes.COMPLETE: Fill("#08306B"),
    codes.PARTIAL: Fill("#3D85C6"),
    codes.STABLE: Fill("#C4C4C4"),
    codes.PROGRESSIVE: Fill("#D55E00", "////"),
}
RESPONSE_MARK: dict[int, Marker] = {
    codes.COMPLETE: Marker("*", "#08306B", "complete response (CR)", 9),
    codes.PARTIAL: Marker("o", "#3D85C6", "partial response (PR)"),
    codes.STABLE: Marker("s", "#FFFFFF", "stable disease (SD)", 4.5),
    codes.PROGRESSIVE: Marker("X", "#D55E00", "progressive disease (PD)", 6.5),
}
CONVERTED_MARK = Marker("D", "#FFD400", "judged resectable (converted)", 6)

SETTINGS: Any = {
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "legend.frameon": False,
    "svg.hashsalt": "haicsim",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "figure.dpi": 120,
    "hatch.linewidth": 0.5,
}
IN_PRINT: Any = {"font.size": 7.5, "axes.titlesize": 8.0}


def head(figure: Any, title: str, subtitle: str) -> None:
    """The figure's title and, below it, whom it shows."""
    height = figure.get_figheight()
    figure.text(0.012, 1.0 - 0.1 / height, title, ha="left", va="top", fontsize=13, fontweight="bold")
    figure.text(0.012, 1.0 - 0.37 / height, subtitle, ha="left", va="top", fontsize=9.5, color=QUIET)


def foot(figure: Any, notes: str) -> None:
    """What a reader must know before drawing a conclusion, below everything, in lines as wide as the figure."""
    bottom = 0.09 / figure.get_figheight()
    said = in_lines(notes, 0.976 * figure.get_figwidth())
    figure.text(0.012, bottom, said, ha="left", va="bottom", fontsize=SMALLEST, color=INK, linespacing=1.35)


def in_lines(words: str, inches: float, points: float = SMALLEST) -> str:
    """Words broken into lines of at most so many inches; a line that is broken already stays so."""
    letters = int(inches * _POINTS / (points * _OF_AN_EM))
    return "\n".join("\n".join(wrap(line, letters)) for line in words.split("\n"))


def canvas(width: float, height: float) -> Any:
    """An empty figure of so many inches that asks for no screen."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    return plt.figure(figsize=(width, height))


def settings(in_print: bool = False) -> Any:
    """The settings all figures are drawn with, to be used in a `with`; a user's own (matplotlibrc) play no part.

    in_print: text in the sizes of a journal, for a figure drawn at the width at which it is printed.
    """
    import matplotlib.pyplot as plt

    return plt.style.context({**SETTINGS, **(IN_PRINT if in_print else {})}, after_reset=True)


def small(share: float = 0.88) -> float:
    """A smaller size of text, points, as a share of the usual one."""
    import matplotlib as mpl

    return share * float(mpl.rcParams["font.size"])


def percent(share: float) -> str:
    """A share in percent: to a tenth below 10, 0 only where it is nobody."""
    if share == 0.0:
        return "0"
    if 100.0 * share < 0.05:
        return "<0.1"
    return f"{100.0 * share:.1f}" if 100.0 * share < 9.95 else f"{100.0 * share:.0f}"
