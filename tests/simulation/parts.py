"""The safety parts of delivery, each of which can be taken away."""

from collections.abc import Set
from enum import StrEnum


class Part(StrEnum):
    """What the kit does so that nothing is lost, doubled or reordered; beside it, what takes its place without it."""

    EXPLICIT_IDS = "entry ids are stated by the relay"  # else Redis makes them, and the database marks what was sent
    WATCH = "WATCH guards what is added"  # else MULTI … EXEC alone
    REDIS_POSITION = "the relay continues from what Redis has"  # else from a mark in the database
    SEQUENCER = "positions are given after the commit"  # else the row's id is the position, read by `id > last`
    ONE_RELAY = "only the relay that holds the lock gives positions"  # else whichever runs
    CLAMPED_MS = "the milliseconds of an id never step back"  # else they are those of the clock
    ONE_TRANSACTION = "effects and cursor commit together"  # else one after the other
    CURSOR_CHECK = "the cursor only moves from where the reader stands"  # else to wherever the reader says
    LOCK_CONNECTION = "effects commit on the connection that holds the lock"  # else on another one
    SUBJECT_ORDER = "an event waits behind a parked one of its subject"  # else it is handled at once
    LEAST_POSITION = "trimming stays behind the slowest reader"  # else behind the fastest
    REGISTERED = "trimming waits for readers that are not to be seen"  # else it looks at those that are


ALL: Set[Part] = frozenset(Part)
