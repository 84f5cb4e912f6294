"""Bad input: one line that says where, what was read and which rule it breaks; exit 2; nothing written."""

import os
from pathlib import Path

import pytest
from commands import TINY, contents, haicsim, here

RUN = ("run", "kurume", *TINY)
NUMBER = "must be a whole number, such as 12. See haicsim"
FAULTS = {
    "unknown scenario": (("run", "nosuch"), "nosuch: there is no such file, nor a shipped scenario"),
    "misspelt scenario": (("run", "kurum"), "Did you mean 'kurume'?"),
    "no scenario": (("run",), "haicsim run: Missing argument 'scenario'. See haicsim run --help."),
    "empty scenario": (("run", ""), ": is a folder, not a file."),
    "a name with line ends and colours": (("run", "a\nb\x1b[31m"), "a\\nb\\x1b[31m: there is no such file"),
    "no equals sign": (("run", "kurume", "--set", "a.b"), "--set a.b: must read topic.key=value."),
    "unknown key": (("run", "kurume", "--set", "capacity.theater=1"), "Did you mean 'theatre'?"),
    "misspelt rule of the liver": (
        ("run", "kurume", "--set", "policy.liver_rule=makuchi"),
        "must be one of 'icg_k', 'makuuchi', 'remnant_share' or 'albi'. Did you mean 'makuuchi'?",
    ),
    "misspelt rule of entry": (
        ("run", "kurume", "--set", "entry.candidates=resectible"),
        "must be one of 'unresectable', 'resectable' or 'anyone'. Did you mean 'resectable'?",
    ),
    "out of range": (
        ("run", "kurume", "--set", "capacity.theatre=-1"),
        "--set capacity.theatre=-1: capacity.theatre",
    ),
    "not a number": (
        ("run", "kurume", "--set", "capacity.theatre=nan"),
        "--set capacity.theatre=nan: capacity.theatre",
    ),
    "no patients": (("run", "kurume", "--patients", "0"), "--patients 0: must be at least 1."),
    "fewer than none": (("run", "kurume", "--patients", "-3"), "--patients -3: must be at least 1."),
    "patients in words": (("run", "kurume", "--patients", "abc"), f"'--patients': 'abc' {NUMBER}"),
    "patients in halves": (("run", "kurume", "--patients", "2.5"), f"'--patients': '2.5' {NUMBER}"),
    "too many to count": (
        ("run", "kurume", "--patients", f"{10**12}"),
        "--patients 1000000000000: must be at most",
    ),
    "too many digits": (("run", "kurume", "--patients", "9" * 5000), NUMBER),
    "too many for the memory": (("run", "kurume", "--patients", f"{10**8}"), "GB are free: take fewer"),
    "no replications": (("run", "kurume", "--replications", "0"), "--replications 0: must be at least 1."),
    "unknown engine": (
        ("run", "kurume", "--engine", "fast"),
        "--engine fast: must be one of 'auto', 'process' or",
    ),
    "misspelt engine": (("run", "kurume", "--engine", "compild"), "Did you mean 'compiled'?"),
    "negative seed": (("run", "kurume", "--seed", "-1"), "--seed -1: must be at least 0."),
    "seed too large": (
        ("run", "kurume", "--seed", f"{2**32}"),
        "--seed 4294967296: must be at most 4294967295.",
    ),
    "said twice": (
        ("run", "kurume", "--set", "run.seed=1", "--seed", "2"),
        "--seed 2: is set twice (first by '--set run",
    ),
    "unknown study": ((*RUN, "--study", "nosuch"), "nosuch: is neither a file nor a shipped study"),
    "misspelt study": ((*RUN, "--study", "kurumee"), "Did you mean 'kurume'?"),
    "no study file": ((*RUN, "--study", "nosuch.yaml"), "nosuch.yaml: there is no such file."),
    "out is a folder of others": (
        (*RUN, "--out", "mine"),
        "mine: is there already and is no folder of results: name",
    ),
    "out is a file": (
        (*RUN, "--out", "mine/notes.txt"),
        "mine/notes.txt: is there already and is no folder of results",
    ),
    "out below a file": ((*RUN, "--out", "mine/notes.txt/x"), "mine/notes.txt/x: cannot be"),
    "out where nothing can be": ((*RUN, "--out", "/proc/nosuch/x"), "/proc/nosuch/x: cannot be written ("),
    "out with too long a name": ((*RUN, "--out", "x" * 300), "File name too long"),
    "unknown option": (("run", "kurume", "--patiens", "5"), "haicsim run: No such option: --patiens"),
    "unknown command": (
        ("rum", "kurume"),
        "haicsim: No such command 'rum'. Did you mean 'run'? See haicsim --help.",
    ),
    "one word too many": (("check", "kurume", "extra"), "haicsim check: Got unexpected extra argument"),
    "check of nothing": (("check", "nosuch"), "nosuch: there is no such file"),
    "story of nothing": (("story", "nosuch", "--patient", "1"), "nosuch: there is no such folder."),
    "story of another folder": (
        ("story", "mine", "--patient", "1"),
        "mine: is no folder of results: there is no prov",
    ),
    "story of a file": (
        ("story", "mine/notes.txt", "--patient", "1"),
        "mine/notes.txt: is no folder of results",
    ),
    "story of nobody": (
        ("story", "kept", "--patient", "60"),
        "kept: has no patient 60: they are numbered from 0 to 59.",
    ),
    "story of a negative": (
        ("story", "kept", "--patient", "-1"),
        "kept: has no patient -1: they are numbered from 0 to",
    ),
    "story of a large number": (("story", "kept", "--patient", "9" * 25), "kept: has no patient 9999999999"),
    "story of a word": (("story", "kept", "--patient", "x"), f"'--patient': 'x' {NUMBER}"),
    "story without patient": (("story", "kept"), "haicsim story: Missing option '--patient'."),
    "no such replication": (
        ("story", "kept", "--patient", "1", "--replication", "1"),
        "kept: has no replication 1: they are numbered from 0 to 0.",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_line_exit_2_nothing_written(fault: str, kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (kept.parent / "mine").mkdir()
    (kept.parent / "mine" / "notes.txt").write_text("mine")
    before = contents(kept.parent)
    arguments, said = FAULTS[fault]
    assert here(*arguments) == 2
    out, err = capfd.readouterr()
    assert said in err
    assert err.count("\n") == 1
    assert err.endswith("\n")
    assert err.strip().isprintable()
    assert out == ""
    assert contents(kept.parent) == before
    assert not [name for name in os.listdir(kept.parent) if name.startswith(".")]


def test_each_of_several_faults_has_its_line(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert here("run", "kurume", "--patients", "0", "--seed", "-1", "--set", "capacity.theatre=x") == 2
    lines = capfd.readouterr().err.splitlines()
    assert sorted(line.split(":")[0] for line in lines) == [
        "--patients 0",
        "--seed -1",
        "--set capacity.theatre=x",
    ]


@pytest.mark.parametrize("fault", ["misspelt scenario", "patients in words", "story of nobody"])
def test_the_real_command_refuses_alike(fault: str, kept: Path) -> None:
    arguments, said = FAULTS[fault]
    run = haicsim(*arguments, at=kept.parent)
    assert (run.returncode, run.stdout) == (2, "")
    assert said in run.stderr
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [(), ("study",)])
def test_without_a_command_the_help_is_shown(
    arguments: tuple[str, ...], kept: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert here(*arguments) == 2
    assert "Usage: haicsim" in capfd.readouterr().out
