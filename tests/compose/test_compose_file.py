"""What compose.yaml promises, as Compose itself reads it; no engine is needed."""

import json
from pathlib import Path
from typing import Any

import pytest
from cabos_contracts.catalogue import CATALOGUE

from tests.compose.engine import ROOT, call, compose_command

SERVICES = sorted({type_.partition(".")[0] for type_ in CATALOGUE} - {"cabos"})
SERVERS = {"postgres", "redis"}


def read(**variables: str) -> dict[str, Any]:
    answer = call([*compose_command(), "config", "--format", "json"], **variables)
    assert answer.returncode == 0, answer.stderr
    assert not answer.stderr, answer.stderr
    document: dict[str, Any] = json.loads(answer.stdout)
    return document


@pytest.fixture(scope="module")
def containers() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read()["services"]
    return found


def test_every_service_of_the_catalogue_has_migrate_api_and_worker(containers: dict[str, Any]) -> None:
    parts = {f"{service}-{part}" for service in SERVICES for part in ("migrate", "api", "worker")}

    assert set(containers) == parts | SERVERS


@pytest.mark.parametrize("service", SERVICES)
def test_api_and_worker_start_when_the_database_is_migrated(containers: dict[str, Any], service: str) -> None:
    assert containers[f"{service}-migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert containers[f"{service}-migrate"]["restart"] == "no"
    for part in ("api", "worker"):
        awaited = containers[f"{service}-{part}"]["depends_on"]
        assert awaited[f"{service}-migrate"]["condition"] == "service_completed_successfully"
        assert awaited["redis"]["condition"] == "service_healthy"


def test_whatever_keeps_running_is_watched_and_restarted(containers: dict[str, Any]) -> None:
    lasting = {name: container for name, container in containers.items() if not name.endswith("-migrate")}

    for name, container in lasting.items():
        watched = container["healthcheck"]
        assert (watched["interval"], watched["retries"], watched["start_period"]) == ("2s", 30, "5s"), name
        assert "start_interval" not in watched, "engines before 25 refuse it"
        assert container["restart"] == "unless-stopped", name


def test_only_the_apis_are_published_and_only_on_loopback(containers: dict[str, Any]) -> None:
    published = {
        name: [(port["host_ip"], port["published"]) for port in container["ports"]]
        for name, container in containers.items()
        if "ports" in container
    }

    assert published == {
        "governance-api": [("127.0.0.1", "8001")],
        "aeo-api": [("127.0.0.1", "8002")],
        "news-api": [("127.0.0.1", "8003")],
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_variable_moves_the_port_of_an_api(service: str) -> None:
    moved = read(**{f"CABOS_PORT_{service.upper()}": "18000"})

    assert moved["services"][f"{service}-api"]["ports"][0]["published"] == "18000"


def test_an_issuer_of_ones_own_can_be_named() -> None:
    told = read(CABOS_JWKS="/keys.json", CABOS_ISSUER="https://login.example")

    assert told["secrets"]["jwks"]["file"] == "/keys.json"
    assert told["services"]["news-api"]["environment"]["CABOS_ISSUER"] == "https://login.example"


def test_no_container_may_do_more_than_it_needs(containers: dict[str, Any]) -> None:
    for name, container in containers.items():
        assert container["read_only"], name
        assert container["cap_drop"] == ["ALL"], name
        assert container["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in container, name


def test_nobody_runs_as_root(containers: dict[str, Any]) -> None:
    image = (ROOT / "deploy/Dockerfile").read_text().splitlines()

    assert [line for line in image if line.startswith("USER ")] == ["USER 10001:10001"]
    assert {name: containers[name]["user"] for name in SERVERS} == {"postgres": "postgres", "redis": "redis"}


def test_a_full_redis_refuses_rather_than_forgets() -> None:
    said = (ROOT / "deploy/redis/redis.conf").read_text().splitlines()

    assert {"maxmemory-policy noeviction", "appendonly yes", "appendfsync everysec"} <= set(said)


def test_what_compose_reads_holds_no_secret(tmp_path: Path) -> None:
    call([str(ROOT / "deploy/secrets.sh"), str(tmp_path / "secrets")])
    values = {file.read_text().split()[-1] for file in (tmp_path / "secrets").iterdir()}
    assert len(values) == 9

    read_with_secrets = json.dumps(read(CABOS_SECRETS=str(tmp_path / "secrets")))

    assert not [value for value in values if value in read_with_secrets]


def test_a_service_sees_its_own_database_only(containers: dict[str, Any]) -> None:
    for service in SERVICES:
        for part in ("migrate", "api", "worker"):
            given = {secret["source"] for secret in containers[f"{service}-{part}"]["secrets"]}
            assert given == {f"{service}_database_url", "redis_url", "jwks"}
