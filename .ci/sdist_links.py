"""Builds the source distribution in the layout of the repository: haicsim/sim, analysis and scenarios are links."""

import gzip
import io
import tarfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SourceLinks(BuildHookInterface):
    """Adds the links to the finished archive: the builder itself follows links to folders, and never writes one."""

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Write the archive again: every member as it was, and the links of haicsim/."""
        archive, written = Path(artifact_path), io.BytesIO()
        links = sorted(path for path in Path(self.root, "haicsim").iterdir() if path.is_symlink())
        with tarfile.open(archive) as old:
            members = old.getmembers()
            with (
                gzip.GzipFile(fileobj=written, mode="wb", mtime=members[0].mtime) as packed,
                tarfile.open(fileobj=packed, mode="w") as new,
            ):
                for member in members:
                    new.addfile(member, old.extractfile(member))
                for link in links:
                    new.addfile(_link(members[0], link))
        archive.write_bytes(written.getvalue())


def _link(like: tarfile.TarInfo, link: Path) -> tarfile.TarInfo:
    """A link as a member of the archive, its date and owner as those of another member."""
    top = like.name.partition("/")[0]
    member = like.replace(name=f"{top}/haicsim/{link.name}", linkname=str(link.readlink()), mode=0o777)
    member.type, member.size = tarfile.SYMTYPE, 0
    return member
