"""A zygote for the whole module."""

from collections.abc import Iterator

import pytest

from cnnquiz.sandbox.zygote import Zygote


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """A warm process that forks workers."""
    with Zygote() as started:
        yield started
