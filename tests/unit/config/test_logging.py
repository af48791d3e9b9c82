"""Logs say what happened and where, and nothing about anybody."""

import io
import json
import logging
import uuid
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.views.debug import get_default_exception_reporter_filter

from config.logging import WITHHELD, JsonFormatter, TextFormatter, scrub

CHILD = "Wrenna Oakfield-Ashby"


@login_not_required
def breaks(request: HttpRequest, number: int) -> HttpResponse:
    """Fail as a real page would: the name in a local variable, in the error and in its cause."""
    name = request.POST["child_name"]
    try:
        int(name)
    except ValueError as error:
        raise RuntimeError(f"no number in {name}") from error
    return HttpResponse()


handler500 = "django.views.defaults.server_error"
urlpatterns = [path("breaks/<int:number>/", breaks)]


@pytest.fixture(params=[JsonFormatter, TextFormatter])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What the logs say during the test."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(request.param())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler.stream
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.urls(__name__)
def test_an_error_with_a_childs_name_in_a_form_leaves_no_trace_of_it(written: io.StringIO) -> None:
    client = Client(raise_request_exception=False)
    response = client.post("/breaks/7/?q=Wrenna", {"child_name": CHILD, "worry": "She is afraid"})
    assert response.status_code == 500
    said = written.getvalue()
    assert "RuntimeError" in said
    assert "ValueError" in said
    assert "test_logging.py" in said
    for part in ("Wrenna", "Oakfield", "afraid"):
        assert part not in said


@pytest.mark.urls(__name__)
def test_a_request_is_one_line_with_its_number_and_its_pattern(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, logger="config.requests"):
        response = Client(raise_request_exception=False).post("/breaks/7/", {"child_name": CHILD})
    (line,) = [r for r in caplog.records if r.name == "config.requests"]
    assert line.getMessage() == "POST breaks/<int:number>/ 500"
    assert uuid.UUID(response["X-Request-ID"])


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abcdef12-3456", True), ("short", False), ("x" * 65, False), ("a b\nc" * 3, False)],
)
def test_the_proxys_request_number_is_kept_where_it_looks_like_one(given: str, kept: bool) -> None:
    response = Client().get("/health/live/", headers={"x-request-id": given})
    assert (response["X-Request-ID"] == given) is kept


def test_values_are_withheld_unless_their_name_is_known_to_be_safe() -> None:
    number = uuid.uuid4()
    assert scrub(
        {
            "child_name": CHILD,
            "notes": "free text",
            "status": "submitted",
            "membership_id": number,
            "count": 3,
            "inner": {"surname": CHILD, "task": "outbox.deliver"},
            "several": [CHILD],
        }
    ) == {
        "child_name": WITHHELD,
        "notes": WITHHELD,
        "status": "submitted",
        "membership_id": str(number),
        "count": 3,
        "inner": {"surname": WITHHELD, "task": "outbox.deliver"},
        "several": WITHHELD,
    }


def test_text_given_to_a_log_line_is_withheld(written: io.StringIO) -> None:
    logging.getLogger("referrals").warning(
        "%s has %d worries, %s", CHILD, 2, SimpleNamespace(a=CHILD), extra={"worry": CHILD}
    )
    logging.getLogger("referrals").warning("%(who)s", {"who": CHILD})
    logging.getLogger("referrals").warning("%d of them", CHILD)
    said = written.getvalue()
    assert "[withheld] has 2 worries, [withheld]" in said
    assert "Wrenna" not in said


def test_json_lines_can_be_read_back() -> None:
    record = logging.makeLogRecord(
        {"name": "outbox", "levelname": "INFO", "msg": "a\nb", "count": 1}
    )
    said = JsonFormatter().format(record)
    assert "\n" not in said
    assert json.loads(said)["message"] == "a\nb"


def test_an_error_report_has_no_form_values_and_no_local_variables(rf: RequestFactory) -> None:
    request = rf.post("/", {"child_name": CHILD})
    reporter = get_default_exception_reporter_filter()
    assert reporter.get_post_parameters(request) == {}
    assert not reporter.get_traceback_frame_variables(request, None)


def test_no_logger_mails_error_reports() -> None:
    handlers = [
        handler
        for name in ("", "django", "django.request", "django.security")
        for handler in logging.getLogger(name).handlers
    ]
    assert not [handler for handler in handlers if "Email" in type(handler).__name__]
    assert settings.LOGGING["disable_existing_loggers"] is False
