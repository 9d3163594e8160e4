"""Structured logs that hold no personal data: the last processor before output masks what slipped in."""

from __future__ import annotations

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from .masking import mask_numbers

_SECRET = re.compile(
    r"pass(word|wd)?$|token|secret|cookie|session|csrf|authori[sz]ation|api_?key|otp|^code_?(given|entered)?$|access_code",
    re.I,
)
# Numbers and names by key, whatever they look like.
_PERSONAL = re.compile(r"^(id_?number|phone|mobile|name|real_name|address|account|bank_?account|to)$", re.I)
_DEPTH = 6
# A number cannot be told from a part of it: longer texts are cut before they are searched.
_LONGEST = 20_000


def redact_text(text: str) -> str:
    """The beginning of the text, with every ID, mobile and bank card number masked."""
    return mask_numbers(text[:_LONGEST])


def redact(value: Any, key: str = "", depth: int = 0) -> Any:
    """A copy of a log value that is fit to be kept: secrets and personal fields replaced, numbers in text masked."""
    # HTTP status codes are logged as numbers under `code`; a code a person types is text.
    if key and isinstance(value, str) and (_SECRET.search(key) or _PERSONAL.match(key)):
        return "[redacted]"
    if depth > _DEPTH:
        return "…"
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, dict):
        return {str(k): redact(v, str(k), depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(v, key, depth + 1) for v in value]
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        text = str(value)
        return redact_text(text) if len(text) >= 11 else value
    return redact_text(str(value))


def redactor(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The structlog processor. It runs after tracebacks became text and before the renderer."""
    return {
        key: value if key in {"timestamp", "level", "logger", "request_id"} else redact(value, key)
        for key, value in event.items()
    }


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]


def configure(*, json: bool, level: str = "INFO") -> dict[str, Any]:
    """Set up structlog and return Django's LOGGING: everything, the libraries' logs too, passes the redactor.

    `json` writes one JSON object a line for collectors; otherwise a line for people.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if json else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [structlog.stdlib.ExtraAdder(), *_shared()],
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _drop_requests, redactor, renderer],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django's own loggers come with handlers that know nothing of the redactor.
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.server": {"handlers": [], "propagate": True, "level": level},
            "django.request": {"handlers": [], "propagate": True, "level": "ERROR"},
            "axes": {"handlers": [], "propagate": True, "level": "WARNING"},
        },
    }


def _drop_requests(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Django attaches the request object to its records; its text would be the full address."""
    if not isinstance(event.get("request"), str):
        event.pop("request", None)
    return event
