"""The small course for graders, and clusters for them."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from support import SMALL


@pytest.fixture(scope="module", autouse=True)
def small_course():
    """The small course, for this process and for all that come from it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNQUIZ_COURSE", str(SMALL))
        patch.setenv("CNNQUIZ_SOLUTIONS", str(SMALL / "solutions"))
        yield


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> Iterator[Any]:
    """Two Dask workers."""
    from support.cluster import started  # which not everybody has installed

    with started(tmp_path_factory.mktemp("scratch"), 2) as cluster:
        yield cluster


@pytest.fixture
def start(tmp_path):
    """Return what starts a cluster of this test alone."""
    from support.cluster import started  # likewise

    with contextlib.ExitStack() as end:
        yield lambda *args, **more: end.enter_context(started(tmp_path, *args, **more))
