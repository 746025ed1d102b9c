"""Schemathesis asks each API for what its OpenAPI description promises, with good input and bad, and finds nothing."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aeo.app
import governance.app
import news.app
import pytest
import uvicorn
from cabos import migrations
from cabos.ids import stable_id
from cabos.loading import load_folder
from cabos.service import Service
from cabos.testing import eventually
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "examples" / "data"

KNOWN = {
    # A long poll that finds nothing would be waited for.
    "wait": "0",
    "economy": "CL",
    "conference_id": str(stable_id("conference", "AMS", 21)),
    "session_id": str(stable_id("council-session", 132)),
    "term_id": str(stable_id("vice-chair-term", "AMS", "CL")),
}
"""Records that are there, so that more than `404` is seen."""


@asynccontextmanager
async def served(service: Service, stack: Stack, issuer: TestIssuer) -> AsyncIterator[str]:
    with stack.fresh_database(service.name) as url:
        settings = service.settings.model_validate(
            {"DATABASE_URL": url, "REDIS_URL": stack.redis_url, "jwks": issuer.jwks}
        )
        address = settings.database_url.get_secret_value()
        await asyncio.to_thread(migrations.migrate, service.migrations, address)
        if service.load is not None:
            await asyncio.to_thread(load_folder, address, DATA, service.load, True)
        server = uvicorn.Server(uvicorn.Config(service.api(settings), port=0, log_config=None))
        serving = asyncio.create_task(server.serve())
        await eventually(lambda: server.started)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.mark.parametrize(
    ("service", "roles"),
    [
        (governance.app.service, ["governance-officer"]),
        (aeo.app.service, ["aeo-officer"]),
        (news.app.service, ["editor", "publisher"]),
    ],
    ids=["governance", "aeo", "news"],
)
async def test_schemathesis_finds_nothing(
    service: Service, roles: list[str], stack: Stack, issuer: TestIssuer, tmp_path: Path
) -> None:
    parameters = "\n".join(f"{name} = {json.dumps(value)}" for name, value in KNOWN.items())
    config = tmp_path / "schemathesis.toml"
    config.write_text(f"{(HERE / 'schemathesis.toml').read_text()}\n[parameters]\n{parameters}\n")
    async with served(service, stack, issuer) as url:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", f"{url}/openapi.json"),
            *("--header", f"Authorization: {issuer.bearer(*roles)['Authorization']}"),
            # The live feed never ends; tests/cabos/test_live_feed.py reads it.
            *("--exclude-path-regex", "/stream$", "--no-color"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()

    assert process.returncode == 0, said.decode()
