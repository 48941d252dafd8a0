"""What holds for every test."""

import signal

# A shell's background jobs ignore Ctrl-C, and so would every program that a test interrupts:
# what is ignored stays so in children, what is handled does not.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
