"""The screen that tables are shown on."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_WIDEST = 160


def screen() -> "Console":
    """As wide as the terminal is; a file or a pipe has room for every column."""
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, _WIDEST)
    return console
