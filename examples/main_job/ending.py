"""How the main process learns that it shall end: Ctrl-C, a signal, or the end of whoever started it."""

import os
import signal
import threading
import time
from types import FrameType

LOOK_EVERY_S = 0.5
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end_when_told() -> None:
    """Raise `KeyboardInterrupt` in the main thread once, for a signal or when the parent is gone; later ones wait."""
    for number in SIGNALS:
        signal.signal(number, _told)
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _told(_: int, __: FrameType | None) -> None:
    # Stopping everything in its order takes a moment: a second Ctrl-C must not cut that off.
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_S)
    os.kill(os.getpid(), signal.SIGTERM)
