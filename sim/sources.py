"""What the program itself says, as a digest: an edited rule is another model, and so is an edited table."""

import inspect
from hashlib import sha256
from pathlib import Path

from haicsim import sim

KINDS = (".py", ".csv")  # what is said in words, and in tables (`sim/data`)


def digest_of_sources(folder: Path | None = None) -> str:
    """Digest (64 hexadecimal digits) of all Python files and tables below `folder`; default the installed `sim`."""
    folder = folder or Path(inspect.getfile(sim)).parent
    digest = sha256()
    for file in sorted(path for path in folder.rglob("*") if path.suffix in KINDS):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
