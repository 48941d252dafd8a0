"""A real JupyterLab, for tests that look at notebooks as students see them."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
_ALL_CELLS = {"windowingMode": "none"}  # else only cells on the screen are in the page


@contextlib.contextmanager
def jupyterlab(folder: Path, home: Path) -> Iterator[str]:
    """Yield the address of a JupyterLab that serves a folder to this machine, without a token.

    Args:
        folder: what it shows.
        home: an empty folder for its settings.
    """
    pytest.importorskip("jupyterlab", reason="needs jupyterlab")
    settings = home / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    text = json.dumps(_ALL_CELLS)
    (settings / "tracker.jupyterlab-settings").write_text(text, encoding="utf-8")
    traits = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": 0,
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,
        "ServerApp.root_dir": folder,
        "IdentityProvider.token": "",
        "LabApp.news_url": None,
    }
    environ = os.environ | {"HOME": str(home), "JUPYTERLAB_SETTINGS_DIR": str(home / "settings")}
    environ |= {
        f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *(f"--{name}={to}" for name, to in traits.items())],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    reader: threading.Thread | None = None
    try:
        said = []
        for line in process.stderr:
            said.append(line)
            if found := _ADDRESS.search(line):
                break
        else:
            pytest.fail(f"JupyterLab did not start:\n{''.join(said)}")
        # Nobody needs what follows, but it must not wait for somebody who reads it.
        reader = threading.Thread(target=process.stderr.read, daemon=True)
        reader.start()
        yield found[0]
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if reader is not None:
            reader.join()
        process.stderr.close()
