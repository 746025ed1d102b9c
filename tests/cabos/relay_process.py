"""A relay in a process of its own, for the tests that kill it.

`python -m tests.cabos.relay_process DATABASE_URL REDIS_URL [dies-after-exec]`: with the last word it kills itself with
SIGKILL between the stream's acceptance of the first batch and everything that a relay does after that.
"""

import asyncio
import os
import signal
import sys
from typing import Any

from cabos import relay as module
from cabos.database import Database
from cabos.relay import Relay

from tests.cabos.probe import SOURCE


async def relay(database_url: str, redis_url: str) -> None:
    database = Database(database_url)
    await Relay(database.engine, redis_url, SOURCE, replay_reserve=10_000).run()


def die_after_exec() -> None:
    append = module.append

    async def last_act(*arguments: Any) -> None:
        await append(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    module.append = last_act


if __name__ == "__main__":
    if sys.argv[3:] == ["dies-after-exec"]:
        die_after_exec()
    asyncio.run(relay(sys.argv[1], sys.argv[2]))
