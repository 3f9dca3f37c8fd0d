"""Ctrl-C ends a run within a second, also while compiled code is at work that Python cannot interrupt.

    with ends_when_interrupted(say_goodbye):
        parse(long_text)

Python raises KeyboardInterrupt between two of its own instructions, and the parser may be seconds away from
the next one. A thread therefore hears of the signal too, gives the work a moment to end by itself, then ends
the process. What is written stays valid: the thread waits for a write that must not be cut.
"""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from claimex.cli import INTERRUPTED

GRACE = 0.6  # seconds for the work to end by itself; the rest of the second is for the last words


@contextmanager
def ends_when_interrupted(last_words: Callable[[], None]) -> Iterator[None]:
    """Run a block that an interrupt ends.

    Arguments:
        last_words: called once when the block is interrupted, perhaps by another thread.

    Raises:
        KeyboardInterrupt: if the block was interrupted and noticed by itself.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    spoken = threading.Lock()

    def speak() -> None:
        if spoken.acquire(blocking=False):
            last_words()

    heard, signalled = socket.socketpair()
    signalled.setblocking(False)
    threading.Thread(target=_end_process_when_signalled, args=(heard, speak), daemon=True).start()
    before = signal.set_wakeup_fd(signalled.fileno(), warn_on_full_buffer=False)
    try:
        yield
    except KeyboardInterrupt:
        speak()
        raise
    else:
        spoken.acquire(blocking=False)  # the block is done: an interrupt from here on is none of it
    finally:
        signal.set_wakeup_fd(before)
        signalled.close()


def _end_process_when_signalled(heard: socket.socket, speak: Callable[[], None]) -> None:
    from claimex.writers.sinks import WHOLE

    with heard:
        while signals := heard.recv(64):
            if signal.SIGINT in signals:
                threading.Event().wait(GRACE)
                WHOLE.acquire(timeout=GRACE)
                speak()
                os._exit(INTERRUPTED)
