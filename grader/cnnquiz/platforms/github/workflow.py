"""A workflow for GitHub Actions, ready to be committed to a repository of exercises."""

import json
import shlex
from collections.abc import Sequence
from importlib import resources

_PIP = "python -m pip install --quiet"
_TORCH = """\
      - name: Install PyTorch
        run: @TORCH@
"""


def workflow(exercises: Sequence[str], install: str, torch_index: str | None = None) -> str:
    """Return the workflow as YAML.

    Args:
        exercises: the short names of those to check; none for all that there is a file for.
        install: what pip is to install, such as `cnnquiz==0.1.0` or the address of a wheel.
        torch_index: the package index that torch is installed from, if not from the usual one.
    """
    text = resources.files("cnnquiz.platforms.github").joinpath("workflow.yaml").read_text("utf-8")
    torch = ""
    if torch_index:
        command = f"{_PIP} --index-url {shlex.quote(torch_index)} torch"
        torch = _TORCH.replace("@TORCH@", _scalar(command))
    check = ["python -P -m cnnquiz github check --junit cnnquiz-junit.xml", *exercises]
    for mark, value in (
        ("@TORCH@", torch),
        ("@INSTALL@", _scalar(f"{_PIP} {shlex.quote(install)}")),
        ("@CHECK@", _scalar(" ".join(check))),
    ):
        text = text.replace(mark, value)
    return text.replace("\r\n", "\n")


def _scalar(command: str) -> str:
    """Return a command as YAML: what JSON writes is a double-quoted scalar there."""
    return json.dumps(command)
