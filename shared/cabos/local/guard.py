"""A parent for one process that ends it when whoever started the guard is gone, however that went.

`python guard.py SIGNAL COMMAND…`: standard input is a pipe that the starter holds; its end, or a signal, stops the
command with SIGNAL, and with SIGKILL ten seconds later. Runs on the standard library alone.
"""

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

GRACE_S = 10


def main() -> int:
    stop_signal = signal.Signals[sys.argv[1]]
    child = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL)

    def stop() -> None:
        if child.poll() is None:
            child.send_signal(stop_signal)
            try:
                child.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                child.kill()

    def until_the_starter_is_gone() -> None:
        while os.read(0, 1024):
            pass
        stop()

    def told(_: int, __: FrameType | None) -> None:
        threading.Thread(target=stop, daemon=True).start()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, told)
    threading.Thread(target=until_the_starter_is_gone, daemon=True).start()
    return child.wait()


if __name__ == "__main__":
    sys.exit(main())
