"""What may happen at any moment: processes die, freeze and lose their connections, servers forget."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulation.world import Process, World


def crash(world: "World") -> None:
    process = _anyone(world)
    world.say(process.name, "is killed")
    process.crash()


def freeze(world: "World") -> None:
    process = _anyone(world)
    process.frozen_until = world.now + world.random.randrange(10, 200)
    world.say(process.name, "freezes until", process.frozen_until)


def stop_a_service(world: "World") -> None:
    """All readers of one service stand still for longer."""
    listener = world.random.choice(world.listeners)
    until = world.now + world.random.randrange(50, 400)
    world.say(listener.name, "stands still until", until)
    for process in world.processes:
        if process.name.startswith(listener.name):
            process.frozen_until = until


def make_a_ghost(world: "World") -> None:
    """A process freezes, the server ends its sessions, and it wakes up believing that it leads."""
    process = _anyone(world)
    process.frozen_until = world.now + world.random.randrange(10, 200)
    world.say(process.name, "becomes a ghost until", process.frozen_until)
    if process.connections:
        process.connections[0].close()


def cut_connection(world: "World") -> None:
    process = _anyone(world)
    if process.connections:
        world.say(process.name, "has a connection cut")
        world.random.choice(process.connections).close()


def lose_reply_to_commit(world: "World") -> None:
    process = _anyone(world)
    for connection in process.connections:
        connection.loses_reply = True
    world.say(process.name, "will not hear of its next commit")


def kill_postgres(world: "World") -> None:
    """All sessions end; what was committed is there."""
    world.say("postgres", "restarts")
    for process in world.processes:
        for connection in process.connections:
            connection.close()
        if process.name.startswith("writer"):
            process.crash()


def lose_reply_to_exec(world: "World") -> None:
    world.say("redis", "will cut the reply to the next EXEC")
    world.stream.loses_reply = True


def reset_redis_connections(world: "World") -> None:
    world.say("redis", "resets its connections")
    world.stream.drop_connections()


def take_redis_away(world: "World") -> None:
    until = world.now + world.random.randrange(5, 80)
    world.say("redis", "is away until", until)
    world.stream.drop_connections()
    world.stream.away_until = until


def set_redis_back(world: "World") -> None:
    """Power loss under `appendfsync everysec`, or a stale replica promoted."""
    steps = world.random.randrange(1, 30)
    world.stream.set_back(steps)
    world.say("redis", "is set back, now ends with", world.stream.state.last)


def flush_redis(world: "World") -> None:
    world.say("redis", "is emptied")
    world.stream.flush()


def set_clock(world: "World") -> None:
    world.clock_offset = world.random.randrange(-2_000, 2_000)
    world.say("clock", "is off by", world.clock_offset)


FAULTS = (
    *(crash, freeze, stop_a_service, stop_a_service, make_a_ghost, make_a_ghost, cut_connection, lose_reply_to_commit),
    *(lose_reply_to_exec, reset_redis_connections, take_redis_away, set_redis_back, flush_redis, flush_redis),
    *(kill_postgres, set_clock),
)


def _anyone(world: "World") -> "Process":
    return world.random.choice(world.processes)
