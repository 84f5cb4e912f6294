"""`haicsim cache`: what haicsim keeps in the user's cache, and clearing it."""

from typing import Annotated

import typer

from haicsim.commands.arguments import Json

Clear = Annotated[bool, typer.Option("--clear", help="Remove it all; what is needed is made again.")]
WHAT = {"pools": "simulated candidates for comparisons with a study"}


def cache(clear: Clear = False, json: Json = False) -> None:
    """Show where compiled models and simulated candidates are kept, and how much room they take; --clear removes them.

    haicsim cache

    haicsim cache --clear
    """
    from haicsim.sim.engines.cache import cache_base, cache_sizes, clear_cache

    base, sizes = cache_base(), cache_sizes()
    if clear:
        clear_cache()
    if json:
        from haicsim.analysis.results.formats import as_json

        said = {"place": None if base is None else str(base), "bytes": sizes, "cleared": clear}
        print(as_json(said), end="")
        return
    _show(None if base is None else str(base), sizes, clear)


def _show(place: str | None, sizes: dict[str, int], cleared: bool) -> None:
    from haicsim.show.screen import say

    if place is None or not sizes:
        say("Nothing is kept." if place is None else f"Nothing is kept in {place}.")
        return
    models = [size for name, size in sizes.items() if name not in WHAT]
    say(f"{place}: {sum(sizes.values()) / 1e6:,.1f} MB{' removed' if cleared else ''}")
    say(f"  compiled models: {len(models):,}, {sum(models) / 1e6:,.1f} MB")
    for name, what in WHAT.items():
        if name in sizes:
            say(f"  {what}: {sizes[name] / 1e6:,.1f} MB")
    if not cleared:
        say("haicsim cache --clear removes it; what is needed is made again.")
