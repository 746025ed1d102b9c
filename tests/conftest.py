"""What every test may ask for: the servers of the session, an issuer, a wiped Redis."""

import signal
from collections.abc import Iterator

import pytest
import redis
from cabos.local import NoServer
from cabos.testing.stack import Stack, origin, test_stack
from cabos.testing.tokens import TestIssuer


def pytest_report_header() -> str:
    try:
        return origin()
    except NoServer as missing:
        return str(missing)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with test_stack(tmp_path_factory.mktemp("servers")) as servers:
        yield servers


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> TestIssuer:
    return TestIssuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture
def wiped_redis(stack: Stack) -> Iterator["redis.Redis[bytes]"]:
    """The session's Redis, emptied before and after."""
    with redis.Redis.from_url(stack.redis_url) as client:
        client.flushall()
        yield client
        client.flushall()


def pytest_configure() -> None:
    # Whoever is started in the background ignores Ctrl-C, and so would every process that a test starts and interrupts.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
