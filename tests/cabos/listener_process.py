"""A listener in a process of its own: `python -m tests.cabos.listener_process DATABASE_URL REDIS_URL`."""

import asyncio
import sys

from cabos.listening import listen

from tests.cabos.probe import counts

if __name__ == "__main__":
    asyncio.run(listen(counts(), database_url=sys.argv[1], redis_url=sys.argv[2]))
