"""A Redis Cluster of three servers, started from the very binary that the other tests use."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import redis
from cabos.local.process import free_port
from cabos.local.redis import LocalRedis
from cabos.testing import eventually

SLOTS = 16_384


class RedisCluster:
    """Three servers on loopback, each with a third of the slots."""

    def __init__(self, servers: list[LocalRedis]) -> None:
        self.servers = servers
        self.url = servers[0].url

    def clients(self) -> list["redis.Redis[bytes]"]:
        return [redis.Redis.from_url(server.url) for server in self.servers]

    async def join(self) -> None:
        """Deal the slots out and let the servers meet; returns when each knows of all."""
        clients = self.clients()
        shares = len(clients)
        for number, client in enumerate(clients):
            first, last = number * SLOTS // shares, (number + 1) * SLOTS // shares - 1
            client.execute_command("CLUSTER ADDSLOTSRANGE", first, last)
            client.execute_command("CLUSTER SET-CONFIG-EPOCH", number + 1)
        for server in self.servers[1:]:
            clients[0].execute_command("CLUSTER MEET", "127.0.0.1", server.port, server.bus_port)
        for client in clients:
            await eventually(lambda client=client: _whole(client, shares))

    def streams(self) -> list[list[str]]:
        """What each server has."""
        return [sorted(key.decode() for key in client.keys("events:*")) for client in self.clients()]


def _whole(client: "redis.Redis[bytes]", servers: int) -> bool:
    info = client.execute_command("CLUSTER INFO")
    told = info if isinstance(info, dict) else dict(line.split(":") for line in info.decode().split("\r\n") if line)
    return told["cluster_state"] == "ok" and told["cluster_known_nodes"] == str(servers)


@contextmanager
def redis_cluster(folder: Path) -> Iterator[RedisCluster]:
    with ExitStack() as stack:
        servers = []
        for number in range(3):
            bus = free_port()
            options = {"cluster-enabled": "yes", "cluster-port": str(bus), "cluster-node-timeout": "5000"}
            server = LocalRedis(folder / str(number), free_port(), durable=False, options=options)
            stack.callback(server.stop)
            server.bus_port = bus  # type: ignore[attr-defined]
            servers.append(server)
        yield RedisCluster(servers)
