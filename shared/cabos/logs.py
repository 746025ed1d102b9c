"""Logs as lines that people read on a terminal and machines read elsewhere."""

import logging
import sys

import structlog


def first_line(fault: BaseException) -> str:
    """What a fault says, without the hints and statements that its library adds; its class when it says nothing."""
    return (str(fault).splitlines() or [type(fault).__name__])[0]


def configure(level: str) -> None:
    """Timestamped structlog lines on standard error: coloured on a terminal, JSON otherwise."""
    numeric = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    logging.basicConfig(level=max(numeric, logging.WARNING), stream=sys.stderr)
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
