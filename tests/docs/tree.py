"""The files of the project as they are published: those tracked, or in an exported copy all that is there."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MADE_HERE = {"build", "dist", "results", "htmlcov"}  # at the top only: analysis/results/ is a room


@cache
def files() -> tuple[Path, ...]:
    """Every file, as a path from the project's root; links to folders are not followed."""
    if (ROOT / ".git").exists():
        said = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        return tuple(Path(name) for name in said.split("\0") if name and (ROOT / name).is_file())
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path for path in found if not _made_here(path)))


@cache
def links() -> dict[Path, str]:
    """Links to folders inside the project, and where each leads."""
    found = (path for path in (ROOT / "haicsim").iterdir() if path.is_symlink())
    return {path.relative_to(ROOT): str(path.readlink()) for path in found}


def _made_here(path: Path) -> bool:
    hidden = path.parts[0].startswith(".") and path.parts[0] not in (".ci", ".gitignore")
    if hidden or path.parts[0] in MADE_HERE:
        return True
    return any(part == "__pycache__" or part.endswith(".egg-info") for part in path.parts)


def text(path: Path) -> str | None:
    """What a file says, None where it is a picture."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
