"""Which of several forms of an answer a client would rather have (RFC 9110, 12.5.1)."""

from collections.abc import Sequence

from fastapi import HTTPException


def preferred(accept: str, offered: Sequence[str]) -> str:
    """The media type of `offered` with the highest quality, the earlier one where they are equal; 406 when none is."""
    best = max(offered, key=lambda media_type: _quality(accept, media_type))
    if _quality(accept, best) == 0:
        raise HTTPException(406, f"This is to be had as {', '.join(offered)}")
    return best


def _quality(accept: str, media_type: str) -> float:
    """What the most specific range says of a media type; a range without a readable quality counts as 1."""
    found = (-1, 0.0)
    for part in accept.lower().split(",") if accept.strip() else ["*/*"]:
        range_, *parameters = (piece.strip() for piece in part.split(";"))
        ranges = ("*/*", f"{media_type.split('/')[0]}/*", media_type)
        if range_ in ranges:
            found = max(found, (ranges.index(range_), _q(parameters)), key=lambda rank: rank[0])
    return found[1]


def _q(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 1.0
    return 1.0
