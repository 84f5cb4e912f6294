"""How all figures look: colours told apart by colour-blind readers and in grey, and files that repeat byte for byte."""

from pathlib import Path
from typing import Any

# Okabe and Ito's colours, with a dash pattern and a marker each so that grey print still tells them apart
GROUP_LOOK: dict[str, tuple[str, Any, str]] = {
    "all": ("#000000", "-", "D"),
    "A": ("#0072B2", "-", "o"),
    "B": ("#D55E00", (0, (5, 2)), "s"),
    "C": ("#009E73", (0, (1, 1.2)), "^"),
}
GROUP_NAMES = {"all": "All", "A": "A: Vp3/4", "B": "B: Vv2/3", "C": "C: no major vascular invasion"}

SETTINGS: Any = {
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "legend.frameon": False,
    "svg.hashsalt": "haicsim",
    "svg.fonttype": "path",
    "figure.dpi": 120,
}


def save(figure: Any, folder: Path, name: str) -> list[Path]:
    """Write a figure as PNG and SVG, the same bytes every time, and give its memory back."""
    import matplotlib.pyplot as plt

    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.png", folder / f"{name}.svg"]
    with plt.rc_context(SETTINGS):  # the salt of an SVG's names is read when it is written
        figure.savefig(paths[0], dpi=160, metadata={"Software": None})
        figure.savefig(paths[1], metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return paths
