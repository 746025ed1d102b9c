"""The FastStream broker of a worker process."""

from collections.abc import Sequence
from typing import Any

from faststream.redis import RedisBroker

from cabos.streams import SOCKET_TIMEOUT_S, reading_retry


def make_broker(redis_url: str, middlewares: Sequence[Any] = ()) -> RedisBroker:
    """A broker for readers: it validates nothing a second time and repeats reads through short outages."""
    options: Any = {"logger": None, "protocol": 2}  # FastStream takes both, its annotations do not
    return RedisBroker(
        redis_url,
        apply_types=False,
        middlewares=middlewares,
        retry=reading_retry(),
        socket_timeout=SOCKET_TIMEOUT_S,
        **options,
    )
