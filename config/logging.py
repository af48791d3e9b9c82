"""Logs that can be kept: one JSON object a line, a request number, and nothing about people.

What a log line may say is a list of names, not a list of forbidden ones: a value under any other
name is written as `[withheld]`. An error is its class and where it happened, never its message,
which may quote what somebody typed. Request bodies, query strings and local variables are never
written.
"""

import json
import logging
import logging.config
import re
import time
import traceback
import uuid
from collections.abc import Callable, ItemsView, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.debug import SafeExceptionReporterFilter

WITHHELD = "[withheld]"
SAFE_NAMES = frozenset(
    {
        "attempts",
        "count",
        "error",
        "handler",
        "job",
        "method",
        "milliseconds",
        "name",  # Celery's name of a task; ours are never called so
        "path",
        "route",
        "runtime",
        "status",
        "status_code",
        "task",
    }
)
# Loggers whose text arguments are addresses of pages, names of programs or numbers of processes.
TRUSTED_LOGGERS = ("celery", "config", "django", "gunicorn", "kombu", "outbox")
RECORD_NAMES = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

request_number: ContextVar[str] = ContextVar("request_number", default="")
requests = logging.getLogger("config.requests")


def scrub(value: object, *, name: str = "") -> object:
    """Return `value` as it may be logged under `name`; anything not known to be safe is withheld.

    Numbers, dates, booleans and ids pass under any name; text only under a safe one. A mapping is
    scrubbed name by name.
    """
    if value is None or isinstance(value, bool | int | float | uuid.UUID | datetime):
        return value if not isinstance(value, uuid.UUID | datetime) else str(value)
    if isinstance(value, Mapping):
        return {str(key): scrub(inner, name=str(key)) for key, inner in value.items()}
    if isinstance(value, str) and (name in SAFE_NAMES or name.endswith("_id") or name == "id"):
        return value
    return WITHHELD


def describe(error: BaseException) -> dict[str, Any]:
    """Return an error as its class and places, with what caused it; never its message."""
    described: dict[str, Any] = {
        "class": f"{type(error).__module__}.{type(error).__qualname__}",
        "at": _places(error.__traceback__),
    }
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        described["because"] = describe(cause)
    return described


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)[-12:]]


def _message(record: logging.LogRecord) -> str:
    """Return the record's sentence with its arguments scrubbed."""
    if not record.args:
        return str(record.msg) if _is_trusted(record) or isinstance(record.msg, str) else WITHHELD
    arguments: Any
    if isinstance(record.args, Mapping):
        arguments = scrub(record.args)
    else:
        trusted = _is_trusted(record)
        arguments = tuple(
            argument if trusted and isinstance(argument, str) else scrub(argument)
            for argument in record.args
        )
    try:
        return str(record.msg) % arguments
    except (TypeError, ValueError):
        # "%d" of something withheld: the sentence alone still says what happened.
        return str(record.msg)


def _is_trusted(record: logging.LogRecord) -> bool:
    return record.name.split(".", 1)[0] in TRUSTED_LOGGERS


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": _message(record),
    }
    if number := request_number.get():
        facts["request_id"] = number
    for name, value in vars(record).items():
        # Django hangs the request itself on its records; its address is in the message.
        if name not in RECORD_NAMES and name not in {"request", "server_time"}:
            facts[name] = scrub(value, name=name)
    if record.exc_info and record.exc_info[1] is not None:
        facts["error"] = describe(record.exc_info[1])
    return facts


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for whoever collects the logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Return `record` as one line."""
        return json.dumps(_facts(record), default=lambda _value: WITHHELD)


class TextFormatter(logging.Formatter):
    """The same facts for somebody reading a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return `record` as one line, and the places of an error below it."""
        facts = _facts(record)
        line = (
            f"{facts['at'][11:19]} {facts['level'].lower()} {facts['logger']}: {facts['message']}"
        )
        error = facts.get("error")
        while isinstance(error, dict):
            line += "\n  " + "\n    ".join([error["class"], *error["at"]])
            error = error.get("because")
        return line


def configure(settings: dict[str, Any]) -> None:
    """Set the logs up (Django's `LOGGING_CONFIG`)."""
    # Python would print the arguments of a record it cannot format.
    logging.raiseExceptions = False
    logging.config.dictConfig(settings)


def log_settings(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return Django's `LOGGING`: one handler for everything, writing to standard error."""
    formatter = JsonFormatter if as_json else TextFormatter
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"scrubbed": {"()": f"{__name__}.{formatter.__name__}"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "scrubbed"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own handlers print local variables and mail them.
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True, "level": "WARNING"},
            # It says "not found" and "forbidden"; the request's own line says so too.
            "django.request": {"level": "ERROR"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
        },
    }


class RequestNumber:
    """Number each request, answer with the number, and log one line for it.

    A number in `X-Request-ID` from the proxy is kept where it looks like one. The line has the
    route's pattern, not the address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        given = request.headers.get("X-Request-ID", "")
        number = given if re.fullmatch(r"[A-Za-z0-9-]{8,64}", given) else uuid.uuid4().hex
        token = request_number.set(number)
        started = time.monotonic()
        try:
            response = self.get_response(request)
            route = request.resolver_match.route if request.resolver_match else ""
            requests.info(
                "%s %s %s",
                request.method,
                route,
                response.status_code,
                extra={
                    "method": request.method,
                    "route": route,
                    "status": response.status_code,
                    "milliseconds": round((time.monotonic() - started) * 1000),
                },
            )
        finally:
            request_number.reset(token)
        response["X-Request-ID"] = number
        return response


class ReporterFilter(SafeExceptionReporterFilter):
    """Error reports without what people typed: no form values and no local variables."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """Return no form values."""
        return {}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: object
    ) -> ItemsView[str, Any]:
        """Return no local variables."""
        return {}.items()
