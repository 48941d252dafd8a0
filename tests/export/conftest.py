"""Questions of every type, for pages."""

import pytest

from support.quiz_page import groups_of, some_items


@pytest.fixture(scope="module")
def groups():
    """Items of every type, in three variants."""
    return groups_of(some_items(), variants=3)
