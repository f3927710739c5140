"""An answer that the published schema does not describe is noticed, in the tests' own process and in a hub's."""

import json
import subprocess
import sys

import pytest

from tests.answers.published import UnpublishedAnswer, check_answer, environment, find_operation
from tests.hub.hub_process import ROOT

TICKET = "/api/v1/tickets/c1ae5299-c986-42e4-a09d-52c411b5a262"
JSON, PROBLEM = "application/json", "application/problem+json; charset=utf-8"
REFUSAL = {"title": "没有找到 · Not found", "status": 404, "detail": {"zh-Hans": "没有找到"}}


@pytest.mark.parametrize(
    ("status", "media_type", "body", "why"),
    [
        (200, JSON, {"number": "A001"}, "unlike"),
        (200, "text/html", {}, "is of text/html"),
        (201, JSON, {}, "is not published"),
        (404, JSON, REFUSAL, "is of application/json"),
        (404, PROBLEM, {**REFUSAL, "status": "404"}, "at status"),
        (404, PROBLEM, {**REFUSAL, "number": "A001"}, "additionalProperties"),
    ],
)
def test_an_answer_unlike_the_schema_is_noticed(status: int, media_type: str, body: object, why: str) -> None:
    with pytest.raises(UnpublishedAnswer, match=why) as raised:
        check_answer("GET", TICKET, status, media_type, json.dumps(body).encode())
    assert "A001" not in str(raised.value)


def test_an_answer_as_the_schema_says_passes() -> None:
    check_answer("GET", TICKET, 404, PROBLEM, json.dumps(REFUSAL).encode())
    check_answer("GET", "/api/v1/catalogue", 304, "", b"")
    check_answer("GET", "/api/v1/reviews/export", 200, "text/csv; charset=utf-8", "日期".encode())
    check_answer("GET", "/console/", 200, "text/html", b"<html>")


def test_an_answer_of_no_operation_is_a_refusal() -> None:
    check_answer("GET", "/api/v1/nothing", 404, PROBLEM, json.dumps(REFUSAL).encode())
    with pytest.raises(UnpublishedAnswer, match="no operation"):
        check_answer("GET", "/api/v1/nothing", 200, JSON, b"{}")


def test_a_path_in_words_is_not_taken_for_a_code() -> None:
    own, by_code = find_operation("POST", "/api/v1/cases/own"), find_operation("GET", "/api/v1/cases/1234-5678-9012")
    assert own is not None
    assert by_code is not None
    assert own["operationId"] != by_code["operationId"]


def test_a_hub_that_a_test_starts_checks_its_answers() -> None:
    program = "from django.core.handlers import base; print(hasattr(base.BaseHandler.get_response, '__wrapped__'))"
    for word, is_checked in (("serve", "True"), ("purge", "False")):
        command = [sys.executable, "-c", program, word]
        run = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)
        assert run.stdout.strip() == is_checked
