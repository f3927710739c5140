"""Whatever the type of a body says, no answer of the hub is a 500."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from contract.problems import Problem
from hub.catalogue.models import Department
from hub.core import signing
from hub.departments import keys
from hub.departments.models import Scope
from hub.openapi import schema
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.people import staff
from tests.hub.signed_in import browser_of

TYPES = (
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "x" * 300,
    'multipart/form-data; boundary="\udc80',
    "multipart/mixed; boundary=x",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/json; charset=no-such-thing",
    "application/json; charset=utf-7",
    "text/plain",
    "nonsense",
    "",
    "/",
    ";;;=",
    "张/三".encode().decode("latin-1"),
)
ATTEMPTS = [(kind, b"") for kind in TYPES]
ATTEMPTS += [("application/json", b"\x00\xff"), ("multipart/form-data; boundary=x", b"--x\r\n"), (TYPES[5], b"a=%ff&b")]
_NOBODYS = "c1ae5299-c986-42e4-a09d-52c411b5a262"  # the id of nothing
PAGES = ("/login/", "/logout/", "/second-factor/", "/console/", "/console/language/", "/admin/", "/admin/login/")


def posts() -> list[str]:
    """Returns each operation that takes a body, with something in place of what is named in its address."""
    paths = json.loads(schema())["paths"]
    return [_filled(path) for path, methods in paths.items() if "post" in methods]


def _filled(path: str) -> str:
    numbers = ("window_id", "task_id", "entry_id", "notice_id", "alarm_id", "entitlement_id")
    ids = ("ticket_id", "mandate", "correction", "upload")
    named = dict.fromkeys(numbers, "1") | dict.fromkeys(ids, _NOBODYS)
    return path.format(**named, code="0000-0000-0000", name="lobby", site="centre", channel="sms")


Caller = tuple[Client, dict[str, str]]


@pytest.fixture
def callers(kiosk: Kiosk) -> list[Caller]:
    """A kiosk, a department's system, and a member of staff."""
    key = keys.add(f"key {uuid4()}", Department.objects.get(code="civil"), Scope, timezone.now())
    signed = signing.sign(key.secret, str(uuid4()), b"", timezone.now())
    browser = browser_of(staff(Role.HEAD))
    browser.raise_request_exception = False
    outside = Client(raise_request_exception=False)
    by_kiosk, by_system = {"Authorization": f"Bearer {kiosk.token}"}, {"Authorization": f"Bearer {key.key}", **signed}
    return [(outside, by_kiosk), (outside, by_system), (browser, {})]


def post(caller: Caller, path: str, kind: str, body: bytes) -> Any:
    browser, headers = caller
    # Django's client sends no type with an empty body
    sent: dict[str, Any] = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body))}
    return browser.generic("POST", path, body, kind, headers=headers, **sent)


@pytest.mark.parametrize("path", posts())
def test_no_operation_fails_on_the_type_of_a_body(callers: list[Caller], path: str) -> None:
    callers = [callers[1]] if "/departments/" in path else [callers[0], callers[2]]
    for caller in callers:
        for kind, body in ATTEMPTS:
            response = post(caller, path, kind, body)
            assert response.status_code < 500, (kind, body)
            if response.status_code >= 400:
                assert Problem.model_validate_json(response.content).status == response.status_code
            if kind.startswith("multipart/"):
                assert response.status_code == 415


@pytest.mark.usefixtures("database")
def test_an_empty_form_is_refused_to_every_role() -> None:
    browsers = [browser_of(staff(role)) for role in Role]
    for path in posts():
        for browser in browsers:
            assert post((browser, {}), path, "multipart/form-data", b"").status_code == 415, path


@pytest.mark.parametrize("path", PAGES)
def test_no_page_fails_on_the_type_of_a_body(callers: list[Caller], path: str) -> None:
    for caller in callers:
        for kind, body in ATTEMPTS:
            assert post(caller, path, kind, body).status_code < 500, (kind, body)
