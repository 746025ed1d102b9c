"""Starts of the main job that cannot outlive their test."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.suite.main_process import MainProcess

Start = Callable[..., MainProcess]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """`start(verb, …)` on a data folder of the test's own."""
    started: list[MainProcess] = []

    def start(verb: str, *args: Any, **kwargs: Any) -> MainProcess:
        started.append(MainProcess(kwargs.pop("folder", tmp_path / "data"), verb, *args, **kwargs))
        return started[-1]

    yield start
    for main in started:
        if main.process.poll() is None:
            main.tell(signal.SIGTERM)
        main.process.wait()
