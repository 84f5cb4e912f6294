"""Files that are no scenario at all are refused with one clear message, whatever they hold."""

import os
from pathlib import Path

import pytest
from limits import within_limits

from haicsim.sim.errors import InputError
from haicsim.sim.loading.document import read_document
from haicsim.sim.scenario.load import load_scenario

WHOLE_FILES: dict[str, tuple[bytes, int | None, str]] = {
    "empty": (b"", None, "is empty"),
    "blank": (b"\n\n   \n", None, "is empty"),
    "only_comments": (b"# nothing\n# here\n", None, "is empty"),
    "only_a_marker": (b"---\n", None, "is empty"),
    "null": (b"null\n", None, "is empty"),
    "list": (b"- 1\n- 2\n", 1, "must be a mapping"),
    "text": (b"once upon a time\n", 1, "must be a mapping"),
    "number": (b"42", 1, "must be a mapping"),
    "yaml_1_3": (b"%YAML 1.3\n---\na: 1\n", 1, "directives"),
    "yaml_1_1_after_comment": (b"# x\n%YAML 1.1\n---\na: 1\n", 2, "directives"),
    "tag_directive": (b"%TAG ! tag:x,2000:\n---\na: !b c\n", 1, "directives"),
    "binary": (bytes(range(256)), 2, "UTF-8"),
    "latin_1": ("name: Kr\xfcgel\n".encode("latin-1"), 1, "UTF-8"),
    "utf_16": ("name: kurume\n".encode("utf-16"), 1, "UTF-8"),
    "nul": (b"a: 1\nb: \x00\n", 2, "not valid YAML"),
    "too_large": (b"a: 1\n" * 300_000, None, "larger than"),
    "long_line": (b"a: 1\nb: " + b"x" * 20_000, 2, "at most 10000 characters"),
    "exclamations": (b"!" * 900_000 + b": 1", 1, "at most 10000 characters"),
    "old_line_ends": (b"a: 1\rb: 2\r", 1, "must end with a line feed"),
    "line_separator": ("a: 1\nb: x\u2028y\n".encode(), 2, "must end with a line feed"),
    "deep_flow": (b"a: " + b"[" * 5_000, 1, "nested more than 20"),
    "deep_mapping": (b"{a: " * 2_000, 1, "nested more than 20"),
    "deep_block": (b"".join(b" " * n + b"k:\n" for n in range(100)), 22, "nested more than 20"),
    "deep_in_a_name": (b"? " + b"[" * 500 + b"\n: 1\n", 1, "nested more than 20"),
    "many_entries": (b"".join(b"k%d: 1\n" % n for n in range(30_000)), 10_000, "more than 20000 entries"),
    "many_items": (b"a: [" + b"1,\n" * 30_000 + b"]", None, "more than 20000 entries"),
    "laughs": (
        b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c, c, c - 1, c - 1) for c in b"bcdefghij"),
        1,
        "anchors",
    ),
    "self_reference": (b"a: &a [*a]\n", 1, "anchors"),
    "unclosed_quote": (b"a: 1\nb: 'x\n", None, "not valid YAML"),
    "unclosed_bracket": (b"a: [1, 2\n", None, "not valid YAML"),
    "tab_indent": (b"a:\n\tb: 1\n", None, "not valid YAML"),
    "bad_indent": (b"a:\n  b: 1\n c: 2\n", 3, "not valid YAML"),
    "stray_colon": (b"a: b: c\n", 1, "not valid YAML"),
    "stray_end": (b"...\n", 1, "not valid YAML"),
    "at_sign": (b"a: @b\n", 1, "not valid YAML"),
    "conflict_marks": (b"<<<<<<< mine\na: 1\n=======\na: 2\n>>>>>>> theirs\n", None, ""),
    "json_with_trailing_text": (b'{"a": 1} x\n', 1, "not valid YAML"),
    "two_documents": (b"a: 1\n---\nb: 2\n", 2, "holds one document"),
}


def refusal(path: Path | str) -> InputError:
    """The refusal of a file, as a document and as a scenario alike."""
    with within_limits(), pytest.raises(InputError) as as_document:
        read_document(path)
    with within_limits(), pytest.raises(InputError):
        load_scenario(path)
    return as_document.value


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_file_that_is_no_scenario_is_refused(name: str, tmp_path: Path) -> None:
    content, line, rule = WHOLE_FILES[name]
    file = tmp_path / f"{name}.yaml"
    file.write_bytes(content)
    faults = refusal(file).faults
    assert all(fault.file == str(file) for fault in faults)
    assert any(rule in fault.rule and (line is None or fault.line == line) for fault in faults), faults


HEAD = b"name: x\nquestion: Why?\ninherits: kurume.yaml\n"
MANY = {
    "unknown_topics": b"".join(b"topic_%d: 1\n" % n for n in range(4_900)),
    "unknown_keys": b"population:\n" + b"".join(b"  vessel_%d: 1\n" % n for n in range(4_900)),
    "unknown_criteria": b"policy: {criteria: [" + b",\n".join(b"liver%d" % n for n in range(4_900)) + b"]}",
    "falling_days": b"arrivals: {days: [" + b",\n".join(b"%d" % (4_900 - n) for n in range(4_900)) + b"]}",
    "aliases": b"tumour: {" + b",\n".join(b"k%d: *a" % n for n in range(4_500)) + b"}",
    "one_key_again_and_again": b"run:\n" + b"  seed: 1\n" * 4_500,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MANY)
def test_thousands_of_faults_are_said_in_a_few_hundred_lines(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.yaml"
    file.write_bytes(HEAD + MANY[name])
    load_scenario("kurume")
    with within_limits(), pytest.raises(InputError) as caught:
        load_scenario(file)
    assert 100 < len(caught.value.faults) < 300


def test_a_long_chain_of_heirs_is_refused(tmp_path: Path) -> None:
    for number in range(400):
        text = f"name: x\nquestion: Why?\ninherits: s{number + 1}.yaml\n"
        (tmp_path / f"s{number}.yaml").write_text(text)
    with within_limits(), pytest.raises(InputError, match="at most 20 deep"):
        load_scenario(tmp_path / "s0.yaml")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "there is no such file" in str(refusal(tmp_path / "none.yaml"))


def test_a_misspelt_shipped_scenario_is_refused_with_the_name_meant() -> None:
    with pytest.raises(InputError) as caught:
        load_scenario("kurumi")
    assert caught.value.faults[0].nearest == "kurume"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "is a folder" in str(refusal(tmp_path))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "not an ordinary file" in str(refusal(tmp_path / "pipe"))


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret.yaml"
    file.write_text("a: 1\n")
    file.chmod(0)
    assert "cannot be read" in str(refusal(file))


@pytest.mark.parametrize("path", ["", "\0", "a\0b", "x" * 5000, "/dev/null/x", "\ud800"])
def test_what_cannot_be_a_file_name_is_refused(path: str) -> None:
    refusal(path)


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    refusal(tmp_path / "loop.yaml")


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\nb:\r\n  c: x\r\n")
    document = read_document(file)
    assert document.data == {"a": 1, "b": {"c": "x"}}
    assert document.lines[("b", "c")] == 3
