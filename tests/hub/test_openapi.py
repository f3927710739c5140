"""The published schema is that of the code, and nothing that fits it makes the hub fall over."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import schemathesis
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.problems import Problem
from hub.cases.models import Case
from hub.catalogue.models import Department
from hub.departments import keys, signing
from hub.departments.models import Scope
from hub.openapi import PUBLISHED, schema
from hub.staff.models import Role
from tests.hub.caller import Kiosk, as_json
from tests.hub.people import staff
from tests.hub.sample import a_submission


def test_the_committed_schema_is_that_of_the_code() -> None:
    assert PUBLISHED.read_text("utf-8") == schema(), "python -m hub openapi writes it anew"


@pytest.mark.usefixtures("database")
def test_it_is_served_to_whoever_asks() -> None:
    served = Client().get("/api/v1/openapi.json").json()
    assert served["paths"] == json.loads(schema())["paths"]
    assert reverse("api-1:openapi-json") == "/api/v1/openapi.json"


OPERATIONS = [(path, method) for path, methods in json.loads(schema())["paths"].items() for method in methods]
FUZZED: Any = schemathesis.openapi.from_dict(json.loads(schema()))


@dataclass
class Callers:
    """Whoever may call: a kiosk, a head of the whole city, a department's system; and a case they can name."""

    kiosk: Kiosk
    browser: Client
    system: keys.NewKey
    code: str

    def call(self, method: str, url: str, body: bytes) -> Any:
        now = timezone.now()
        by_path = url.startswith("/api/v1/departments/")
        token = self.system.key if by_path else self.kiosk.token
        headers = {"Authorization": f"Bearer {token}", **signing.sign(self.system.secret, str(uuid4()), body, now)}
        return self.browser.generic(method.upper(), url, body, "application/json", headers=headers)


@pytest.fixture
def callers(kiosk: Kiosk) -> Callers:
    browser, submission = Client(raise_request_exception=False), a_submission()
    browser.force_login(staff(Role.HEAD))
    kiosk.post("submissions", submission)
    new = keys.add(f"key {uuid4()}", Department.objects.get(code="civil"), Scope, timezone.now())
    return Callers(kiosk, browser, new, Case.objects.get(pk=submission.id).code)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(data=st.data())
def test_nothing_that_fits_the_schema_makes_the_hub_fall_over(
    callers: Callers, path: str, method: str, data: st.DataObject
) -> None:
    made = data.draw(FUZZED[path][method].as_strategy())
    if "code" in made.path_parameters and data.draw(st.booleans()):
        made.path_parameters["code"] = callers.code
    url = made.formatted_path + (f"?{urlencode(made.query, doseq=True)}" if made.query else "")
    response = callers.call(method, url, as_json(made.body) if isinstance(made.body, dict) else b"")
    assert response.status_code < 500
    if response.status_code >= 400:
        assert Problem.model_validate_json(response.content).status == response.status_code
