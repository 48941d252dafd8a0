"""What holds for every test."""

import gc
import signal
from collections.abc import Iterator

import pytest

# A shell's background jobs ignore Ctrl-C, and so would every program that a test interrupts:
# what is ignored stays so in children, what is handled does not.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _unfrozen() -> Iterator[None]:
    """Let garbage be looked for where the command, run in this process, has frozen everything.

    Hypothesis takes for garbage what the collector does not show it.
    """
    yield
    gc.unfreeze()
