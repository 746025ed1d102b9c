"""What there is to be named: verbs, environment, metrics, addresses, event types."""

import re
from functools import cache
from importlib import import_module

import cabos.metrics
from cabos.http.app import health
from cabos.settings import ServiceSettings
from fastapi.routing import APIRoute
from prometheus_client.metrics import MetricWrapperBase

from tests.docs.papers import ROOT

FOLDERS = ("contracts", "shared", "services", "examples", "docs", "tests", "benchmarks", "deploy", "requirements")
SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/*/app.py"))
SOURCES = ("*.py", "*.sh", "*.yaml", "Makefile", "Dockerfile")


@cache
def verbs() -> set[str]:
    """The verbs of make."""
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@cache
def settings() -> set[str]:
    """The variables that a service process reads from its environment."""
    prefix = ServiceSettings.model_config["env_prefix"]
    kinds = [ServiceSettings, *(import_module(f"{name}.app").service.settings for name in SERVICES)]
    return {
        str(field.validation_alias or f"{prefix}{name}".upper())
        for kind in kinds
        for name, field in kind.model_fields.items()
        if name != "service"
    }


@cache
def metrics() -> set[str]:
    """The names under which Prometheus sees what the kit counts."""
    return {
        metric._name + ("_total" if metric._type == "counter" else "")
        for metric in vars(cabos.metrics).values()
        if isinstance(metric, MetricWrapperBase)
    }


@cache
def log_lines() -> set[str]:
    """What the kit logs as a warning or an error."""
    line = re.compile(r"(?:log\.(?:warning|error|exception)|_stumbled)\(\s*\"([^\"]+)\"")
    return {found for path in ROOT.glob("shared/cabos/**/*.py") for found in line.findall(path.read_text())}


@cache
def words() -> set[str]:
    """Every word in capitals of the code: constants and variables of the environment."""
    found = settings() | {"CABOS_"}
    folders = [folder for folder in FOLDERS if folder != "tests"]
    for pattern in (*SOURCES, *(f"{folder}/**/{pattern}" for folder in folders for pattern in SOURCES)):
        for path in ROOT.glob(pattern):
            found |= set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", path.read_text(encoding="utf-8")))
    return found


@cache
def addresses() -> set[tuple[str, str]]:
    """Method and path of every route of every service."""
    found = {("GET", route.path) for route in health(_no_faults).routes if isinstance(route, APIRoute)}
    for name in SERVICES:
        service = import_module(f"{name}.app").service
        settings = service.settings.model_validate(
            {"DATABASE_URL": "postgresql://nobody/none", "REDIS_URL": "redis://"}
        )
        for path, methods in service.api(settings).openapi()["paths"].items():
            found |= {(method.upper(), path) for method in methods}
    return found


async def _no_faults() -> list[str]:
    return []


def answers(method: str, path: str) -> bool:
    """Whether some service has a route for `path`, which may hold placeholders in braces."""
    asked = path.partition("?")[0].strip("/").split("/")
    return any(
        method == known and len(asked) == len(parts) and all(map(_fits, asked, parts))
        for known, template in addresses()
        for parts in [template.strip("/").split("/")]
    )


def _fits(asked: str, part: str) -> bool:
    return asked == part or part.startswith("{")


def exists(name: str) -> bool:
    """Whether a file is in the tree, by its path from the top or the end of its path; `*` stands for anything."""
    pattern = name.strip("/")
    if any(ROOT.glob(pattern)):
        return True
    return any(next((ROOT / folder).glob(f"**/{pattern}"), None) for folder in FOLDERS)
