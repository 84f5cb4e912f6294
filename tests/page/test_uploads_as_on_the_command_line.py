"""Authority: the command line: a faulty file given to the page is refused in the very words `haicsim check` uses."""

from pathlib import Path

import pytest

from haicsim.analysis.page.upload import read_upload
from haicsim.edge import ending, refusal_lines
from haicsim.main import hints_for, obey
from haicsim.sim.errors import InputError

WRONG = {
    "name.yaml": b"name: n\nquestion: q?\ninherits: kurume.yaml\npolicy:\n  boldnes: {value: 2, source: us}\n",
    "value.yaml": b"name: n\nquestion: q?\ninherits: kurume.yaml\npolicy:\n  boldness: {value: -2, source: us}\n",
    "outcome.yaml": b"name: n\nquestion: q?\ninherits: kurume.yaml\nconversion_rate: 0.3\n",
    "parent.yaml": b"name: n\nquestion: q?\ninherits: kurumi.yaml\n",
    "itself.yaml": b"name: n\nquestion: q?\ninherits: itself.yaml\n",
    "twice.yaml": b"name: n\nname: m\nquestion: q?\ninherits: kurume.yaml\n",
    "bytes.yaml": b"name: n\xff\n",
    "empty.yaml": b"",
    "unsourced.yaml": b"name: n\nquestion: q?\ninherits: kurume.yaml\npolicy:\n  boldness: {value: 1.5}\n",
}


@pytest.mark.parametrize("name", WRONG)
def test_the_words_are_those_of_the_command_line(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(WRONG[name])
    assert ending(lambda: obey(["check", name]), hints_for) == 2
    with pytest.raises(InputError) as refusal:
        read_upload(WRONG[name], name, [])
    assert "\n".join(refusal_lines(refusal.value.faults, hints_for)) == capfd.readouterr().err.strip()
    assert name in str(refusal.value)


def test_a_name_with_folders_is_the_files_own_name_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^name\.yaml:5:"):
        read_upload(WRONG["name.yaml"], "../../etc/name.yaml", [])


def test_too_much_is_refused_before_it_is_read() -> None:
    with pytest.raises(InputError, match="is larger than 1000000 bytes"):
        read_upload(bytes(1_000_001), "much.yaml", [])
