"""One stack at a time on a data folder."""

import fcntl
import os
from pathlib import Path
from typing import IO

from cabos.local import NoServer


class FolderLock:
    """The file `lock` in a folder, held while it is locked; the system lets go of it however its holder ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raises `NoServer` when somebody else has it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "lock"
        while True:
            file = path.open("a+")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                raise NoServer(
                    f"Cabos already runs on the data in {self.folder}: stop it first (Ctrl-C there)."
                ) from None
            if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat()):
                self._file = file
                return
            # Its holder removed the file between our opening and our locking it: a lock on it would bind nobody.
            file.close()

    def release(self) -> None:
        if self._file is not None:
            (self.folder / "lock").unlink(missing_ok=True)
            self._file.close()
            self._file = None
