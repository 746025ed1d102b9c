"""The stack in containers, on a real engine: `make test-compose`."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from subprocess import CompletedProcess
from uuid import uuid4

import httpx2
import pytest
from cabos.testing import eventually
from main_job.issuer import DevelopmentIssuer

from tests.compose.engine import ROOT, call, compose_command

SERVICES = ("governance", "aeo", "news")
PATIENCE_S = 60


class Containers:
    """One whole stack of its own: other names, ports and passwords than what may run here already."""

    def __init__(self, folder: Path) -> None:
        self.issuer = DevelopmentIssuer(folder)
        self.ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
        images = {name: value for name, value in os.environ.items() if name.startswith("CABOS_") and "IMAGE" in name}
        self.variables = images | {
            "COMPOSE_PROJECT_NAME": f"cabos-test-{uuid4().hex[:8]}",
            "CABOS_SECRETS": str(folder),
            "CABOS_VERSION": "test",
            **{f"CABOS_PORT_{name.upper()}": str(port) for name, port in self.ports.items()},
        }

    def make(self, verb: str, **more: str) -> None:
        answer = call([str(ROOT / "deploy/stack.sh"), verb], **self.variables, **more)
        assert answer.returncode == 0, f"{answer.stdout}\n{answer.stderr}\n{self.ask('logs', '--tail=30').stdout}"

    def compose(self, *arguments: str) -> None:
        answer = self.ask(*arguments)
        assert answer.returncode == 0, answer.stderr

    def ask(self, *arguments: str) -> CompletedProcess[str]:
        return call([*compose_command(), *arguments], **self.variables)

    def http(self, service: str, *roles: str) -> httpx2.AsyncClient:
        token = {"Authorization": f"Bearer {self.issuer.token(*roles)}"} if roles else {}
        return httpx2.AsyncClient(base_url=f"http://127.0.0.1:{self.ports[service]}", headers=token, timeout=30)


def free_ports(count: int) -> list[int]:
    # All are held until the last is found, so that no two are the same.
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in sockets]


@pytest.fixture(scope="module")
def containers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Containers]:
    containers = Containers(tmp_path_factory.mktemp("compose") / "secrets")
    try:
        containers.make("up")
        yield containers
    finally:
        containers.make("down", VOLUMES="1")


async def register(containers: Containers, economy: str, name: str) -> None:
    async with containers.http("governance", "governance-officer") as governance:
        region = await governance.put("/v1/regions/AMS", json={"name": "Americas/Caribbean"})
        assert region.status_code == 204, region.text
        member = {"name": name, "region": "AMS", "source": "test"}
        answer = await governance.put(f"/v1/members/{economy}", json=member)
        assert answer.status_code == 204, answer.text


async def known_to_aeo(containers: Containers, economy: str) -> str:
    """The name under which aeo has come to know a member."""
    async with containers.http("aeo") as aeo:

        async def look() -> str:
            members = (await aeo.get("/v1/members")).json()["items"]
            return next((member["name"] for member in members if member["economy"] == economy), "")

        return await eventually(look, PATIENCE_S)


async def test_every_service_is_ready(containers: Containers) -> None:
    for service in SERVICES:
        async with containers.http(service) as http:
            answer = await http.get("/readyz")

        assert (answer.status_code, answer.json()) == (200, {"status": "ready"}), service


async def test_a_fact_told_to_governance_becomes_known_to_aeo(containers: Containers) -> None:
    await register(containers, "CL", "Chile")

    assert await known_to_aeo(containers, "CL") == "Chile"


async def test_what_is_told_while_redis_is_away_arrives_when_it_is_back(containers: Containers) -> None:
    containers.compose("stop", "redis")

    await register(containers, "MX", "Mexico")
    containers.compose("start", "redis")

    assert await known_to_aeo(containers, "MX") == "Mexico"


async def test_all_is_still_known_after_everything_was_stopped(containers: Containers) -> None:
    await register(containers, "DO", "Dominican Republic")

    containers.compose("down")
    containers.make("up")

    assert await known_to_aeo(containers, "DO") == "Dominican Republic"


def test_up_may_be_asked_again(containers: Containers) -> None:
    containers.make("up")

    assert containers.ask("port", "news-api", "8000").stdout == f"127.0.0.1:{containers.ports['news']}\n"


def test_a_taken_port_is_named_before_anything_is_made(containers: Containers, tmp_path: Path) -> None:
    other = containers.variables | {"COMPOSE_PROJECT_NAME": "cabos-test-other", "CABOS_SECRETS": str(tmp_path / "none")}
    moved = dict(zip(("CABOS_PORT_GOVERNANCE", "CABOS_PORT_AEO"), map(str, free_ports(2)), strict=True))

    answer = call([str(ROOT / "deploy/stack.sh"), "up"], **other | moved)

    taken = f"Port {containers.ports['news']} for news is taken"
    assert answer.stderr == f"{taken}: stop what listens there, or set CABOS_PORT_NEWS to a free port.\n"
    assert (answer.returncode, answer.stdout, (tmp_path / "none").exists()) == (1, "", False)


def test_a_service_is_kept_out_of_the_database_of_another(containers: Containers) -> None:
    password = (Path(containers.variables["CABOS_SECRETS"]) / "aeo_password").read_text()
    answers = {
        database: containers.ask(
            "exec", "-T", "postgres", "psql", f"postgresql://aeo:{password}@127.0.0.1/{database}", "-c", "SELECT 1"
        )
        for database in ("aeo", "governance")
    }

    assert answers["aeo"].returncode == 0, answers["aeo"].stderr
    assert "permission denied for database" in answers["governance"].stderr


def test_the_address_of_redis_is_good_for_its_own_client_too(containers: Containers) -> None:
    address = (Path(containers.variables["CABOS_SECRETS"]) / "redis_url").read_text()

    assert containers.ask("exec", "-T", "redis", "redis-cli", "-u", address, "PING").stdout == "PONG\n"


@pytest.mark.parametrize("part", ["api", "worker"])
def test_a_process_is_nobody_and_can_write_nowhere(containers: Containers, part: str) -> None:
    tried = containers.ask("exec", "-T", f"aeo-{part}", "sh", "-c", "id -u; touch /srv/cabos/mark")

    assert tried.stdout == "10001\n"
    assert "Read-only file system" in tried.stderr
