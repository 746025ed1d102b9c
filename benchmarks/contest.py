"""The same job by Cabos and by its peers, two processes each: events published here have their effects there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from cabos.local import LocalServers
from psycopg import sql
from redis import Redis

from benchmarks.scale import Scale

ROOT = Path(__file__).parents[1]
LOCKS = ROOT / "requirements" / "peers"
HOMES = ROOT / ".venv" / "peers"
PATIENCE_S = 120
TABLE = """
    CREATE TABLE known_decision (
        decision_id uuid PRIMARY KEY, region text NOT NULL, text text NOT NULL, version integer NOT NULL
    )
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """One who can do the job, by the name of its module in `peers`; `packages` are those whose versions are told."""

    script: str
    name: str
    packages: Sequence[str] = ()


OURS = Peer("ours", "Cabos")
PEERS = (
    Peer("faststream_groups", "FastStream, stream and group", ("faststream", "redis")),
    Peer("taskiq_streams", "taskiq, Redis streams", ("taskiq", "taskiq-redis")),
    Peer("outbox", "faststream-outbox", ("faststream-outbox", "asyncpg")),
    Peer("celery_redis", "Celery, Redis", ("celery", "kombu")),
)


class Absent(Exception):
    """A peer cannot be had here, and why, in one line."""


def interpreter(peer: Peer) -> str:
    """The peer's own Python with its locked packages; made when it is missing. Raises `Absent`."""
    if peer is OURS:
        return sys.executable
    home, lock = HOMES / peer.script, LOCKS / f"{peer.script}.txt"
    ready = home / "ready"
    python = str(home / "bin" / "python")
    if not ready.exists() or ready.stat().st_mtime < lock.stat().st_mtime:
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(home)],
            [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", str(lock)],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Absent((done.stderr.strip().splitlines() or ["no reason given"])[-1])
        ready.touch()
    return python


def versions(peer: Peer) -> str:
    """`package version` of what the peer is made of, as installed."""
    code = "import sys, importlib.metadata as m; print(', '.join(f'{p} {m.version(p)}' for p in sys.argv[1:]))"
    command = [interpreter(peer), "-c", code, *peer.packages]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def measure(servers: LocalServers, scale: Scale, folder: Path, peer: Peer, kind: str) -> float:
    """Events a second, from the word to publish until the last effect. Raises `Absent` when there is none.

    `kind` is the effect, or `backlog`: the consumer is frozen until all is published, and counts from then on.
    """
    count = str(scale.peer_events)
    environment = os.environ | {
        "DATABASE_URL": _empty_ground(servers),
        "REDIS_URL": servers.redis_url,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "contracts"), str(ROOT)]),
        "PYTHONUNBUFFERED": "1",
    }
    python = interpreter(peer)
    log = folder / f"{peer.script}.log"
    script = [python, "-m", f"benchmarks.peers.{peer.script}"]
    with (
        _running([*script, "consume", count, "upsert" if kind == "upsert" else "count"], environment, log) as consumer,
        _running([*script, "publish", count], environment, log) as publisher,
    ):
        _hear("ready", consumer, log)
        _hear("ready", publisher, log)
        if kind == "backlog":
            os.killpg(consumer.pid, signal.SIGSTOP)
            _tell(publisher)
            _hear("published", publisher, log)
            started = time.perf_counter()
            os.killpg(consumer.pid, signal.SIGCONT)
        else:
            started = time.perf_counter()
            _tell(publisher)
        _hear("done", consumer, log)
        return scale.peer_events / (time.perf_counter() - started)


def _empty_ground(servers: LocalServers) -> str:
    name = sql.Identifier("contest")
    with psycopg.connect(servers.database_url, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
    url = f"{servers.database_url.rsplit('/', 1)[0]}/contest"
    with psycopg.connect(url) as connection:
        connection.execute(TABLE)
    with Redis.from_url(servers.redis_url) as redis:
        redis.flushall()
    return url


@contextmanager
def _running(command: list[str], environment: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process, in a group of its own, until the block ends, and never longer than the job may take."""
    with log.open("ab") as errors:
        process = subprocess.Popen(
            ["timeout", str(PATIENCE_S), *command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=environment, bufsize=0,
            process_group=0,
        )  # fmt: skip
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGCONT)
        process.terminate()
        process.wait()


def _tell(publisher: "subprocess.Popen[bytes]") -> None:
    assert publisher.stdin is not None
    publisher.stdin.write(b"now\n")
    publisher.stdin.flush()


def _hear(word: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == word.encode():
            return
    words = log.read_text(errors="replace").strip().splitlines()
    raise Absent(f"it ended before it was {word}: {(words or ['without a word'])[-1]}")
