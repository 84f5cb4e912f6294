"""Authority: the Makefile, `.ci/run` and pyproject.toml. Hooks and workflow name no check and no Python that these do not."""

import os
import re
import shlex
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tree import ROOT

BIN = ".venv/bin/"
HOOKS = YAML(typ="safe").load((ROOT / ".pre-commit-config.yaml").read_text())
WORKFLOW = YAML(typ="safe").load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
MAKEFILE = (ROOT / "Makefile").read_text()


def hooks() -> list[dict[str, Any]]:
    return [hook for repo in HOOKS["repos"] for hook in repo["hooks"]]


def steps() -> list[dict[str, Any]]:
    return [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]


def test_every_hook_is_local_so_that_nothing_is_downloaded() -> None:
    assert {repo["repo"] for repo in HOOKS["repos"]} == {"local"}
    assert {hook["language"] for hook in hooks()} == {"system"}


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_the_command_of_a_hook_is_in_the_environment_that_make_test_sets_up(hook: dict[str, Any]) -> None:
    command = shlex.split(hook["entry"])[0]
    assert command.startswith(BIN)
    assert shutil.which(command.removeprefix(BIN), path=str(Path(sys.executable).parent))


def test_hooks_are_the_checks_of_make_test() -> None:
    checks = re.findall(r"\$\(BIN\)/(ruff \w+|mypy|lint-imports)", MAKEFILE)
    said = [" ".join(shlex.split(hook["entry"])[:2]).removeprefix(BIN) for hook in hooks()]
    assert sorted(said) == sorted(set(checks))


def test_the_workflow_runs_on_every_python_of_the_package() -> None:
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    supported = [name.rsplit(" ", 1)[1] for name in classifiers if re.fullmatch(r".* :: 3\.\d+", name)]
    (job,) = WORKFLOW["jobs"].values()
    assert job["strategy"]["matrix"]["python"] == supported
    versions = [
        step["with"]["python-version"] for step in steps() if "python-version" in step.get("with", {})
    ]
    assert versions == ["${{ matrix.python }}"]


def test_the_workflow_runs_what_anybody_can_run_at_home() -> None:
    commands = [shlex.split(line) for step in steps() for line in step.get("run", "").splitlines()]
    assert commands == [[".ci/run"]]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    targets = re.findall(r"^make (\w+)$", (ROOT / ".ci" / "run").read_text(), re.M)
    assert set(targets) <= set(re.findall(r"^(\w+):", MAKEFILE, re.M))
    assert "test" in targets
