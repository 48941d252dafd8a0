"""What loading a submission changes in its process, this one puts back."""

import os
import sys

import pytest


@pytest.fixture(autouse=True)
def _process_as_before():
    """Restore modules, import hooks, streams and the working directory after a test."""
    modules, finders, path = dict(sys.modules), list(sys.meta_path), list(sys.path)
    streams, folder = (sys.stdout, sys.stderr, sys.displayhook), os.getcwd()  # noqa: PTH109
    yield
    sys.modules.clear()
    sys.modules.update(modules)
    sys.meta_path[:], sys.path[:] = finders, path
    sys.stdout, sys.stderr, sys.displayhook = streams
    os.chdir(folder)
