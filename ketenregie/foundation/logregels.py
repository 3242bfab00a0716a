"""Technical log lines: enough to find a fault, nothing about people. What people did is in the logboek."""

import logging
import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

# PostgreSQL quotes the offending row: "DETAIL:  Key (achternaam)=(Jansen) already exists."
DETAIL = re.compile(r"DETAIL:.*")
# The key of a calendar stands in its address.
AGENDA = re.compile(r"/agenda/[^/\s]+")


def without_people(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Drop what may hold a name, a search word or a visitor: query string, browser, values of a row."""
    if "request" in event:
        event["request"] = AGENDA.sub(
            "/agenda/(weggelaten)", str(event["request"]).partition("?")[0]
        )
    for key in ("user_agent", "ip", "referer"):
        event.pop(key, None)
    for key in ("event", "exception"):
        if isinstance(event.get(key), str):
            event[key] = DETAIL.sub("DETAIL: (weggelaten)", event[key])
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    without_people,
]


def configure(level: str, *, readable: bool) -> dict[str, Any]:
    """Set up structlog and return Django's LOGGING: lines for a terminal, or JSON for a collector."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer = (
        structlog.dev.ConsoleRenderer(colors=False)
        if readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "regel": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "regel"}},
        "root": {"handlers": ["console"], "level": level},
        # A page that is not there or not yours is daily life, not a fault.
        "loggers": {"django.request": {"level": logging.ERROR}},
    }
