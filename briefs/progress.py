"""What is shown on a terminal while a build takes its time."""

import time
from typing import TextIO


class Progress:
    """A line that counts, on a terminal, once the work has lasted a second."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._start = self._shown = time.monotonic()

    def show(self, stage: str, done: int, total: int) -> None:
        """Tell the stage, how many of its items are done, and how many there are."""
        now = time.monotonic()
        if self._is_terminal and now - self._start > 1 and (now - self._shown > 0.1 or done == total):
            self._shown = now
            self._stream.write(f"\r\x1b[K{stage} {done} of {total}")
            self._stream.flush()

    def wait(self) -> None:
        """Tell that another build has to end first."""
        self._stream.write("Another build is writing to the same folder; this one goes on when that has ended.\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._is_terminal and self._shown > self._start:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
