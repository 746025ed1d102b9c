"""A Redis of a test's own, which may die."""

from pathlib import Path

import redis
from cabos.local.process import free_port
from cabos.local.redis import LocalRedis
from cabos.streams import EntryId, stream_key

from tests.cabos.probe import SOURCE


class MortalRedis:
    """A server that a test stops and starts on one port; each start is an empty one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.start()

    def start(self) -> None:
        self.server = LocalRedis(self.folder, self.port, durable=False)

    def stop(self) -> None:
        self.server.stop()

    def positions(self) -> list[int]:
        """What the probe's stream holds."""
        with redis.Redis.from_url(self.server.url) as client:
            return [EntryId.parse(entry).position for entry, _ in client.xrange(stream_key(SOURCE))]
