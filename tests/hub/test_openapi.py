"""The published schema is that of the code, and nothing that fits it makes the hub fall over."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import schemathesis
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, create_model

from contract.desk import NewNotice, Paragraph, ShortText
from contract.problems import Problem
from hub.cases.models import Case, Entitlement
from hub.catalogue.models import Area, Department
from hub.channels import notices
from hub.core import signing
from hub.core.problem_schema import HubApi
from hub.departments import keys
from hub.departments.models import Scope
from hub.kiosks import services as kiosks
from hub.kiosks.models import Alarm
from hub.kiosks.models import Kiosk as KioskRow
from hub.kiosks.tokens import token_hash
from hub.openapi import PUBLISHED, schema
from hub.staff.devices import AuthenticatorApp
from hub.staff.models import Role
from languages.registry import DEFAULT
from tests.examples import examples
from tests.hub import filled
from tests.hub.caller import Kiosk, as_json
from tests.hub.halls import a_window, queue_up
from tests.hub.interface import document, paths
from tests.hub.people import staff
from tests.hub.sample import a_submission, both


def test_the_committed_schema_is_that_of_the_code() -> None:
    assert PUBLISHED.read_text("utf-8") == schema(), "run python -m hub openapi"


@pytest.mark.usefixtures("database")
def test_it_is_served_to_the_one_who_asks() -> None:
    served = Client().get("/api/v1/openapi.json").json()
    assert served["paths"] == json.loads(schema())["paths"]
    assert reverse("api-1:openapi-json") == "/api/v1/openapi.json"


def test_every_model_tells_its_fields() -> None:
    models = json.loads(schema())["components"]["schemas"]
    untold = [
        name
        for name, model in models.items()
        if model.get("type") == "object" and "properties" not in model and model.get("additionalProperties") is True
    ]
    assert untold == []


class Paper(BaseModel):
    name: str


def test_two_models_of_one_name_cannot_be_published() -> None:
    api = HubApi(urls_namespace="two papers")
    api.get("papers", response=Paper)(lambda request: None)
    api.get("sheets", response=create_model("Paper", note=(str, ...)))(lambda request: None)
    with pytest.raises(ValueError, match="two models of one name in the schema: Paper"):
        api.get_openapi_schema(path_prefix="")


OPERATIONS = [(path, method) for path, methods in paths().items() for method in methods]
FUZZED: Any = schemathesis.openapi.from_dict(deepcopy(document()))


for name, extremes, any_at_all in (
    ("date", ("0001-01-01", "1969-12-31", "9999-12-31"), st.dates().map(date.isoformat)),
    (
        "date-time",
        ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"),
        st.datetimes().map(lambda at: f"{at.isoformat()}Z"),
    ),
):
    schemathesis.openapi.format(name, st.sampled_from(extremes) | any_at_all)


@dataclass
class Callers:
    """All who may call: a kiosk, staff of each role (once they are asked for), a department's system; and what there is
    for them to name."""

    kiosk: Kiosk
    staff: dict[Role, Client]
    system: keys.NewKey
    there: dict[str, str]  # by the name of the part of an address

    def call(self, method: str, url: str, body: bytes, role: Role | None) -> Any:
        """Calls as somebody of that role; without one, as whose the operation is."""
        if role is not None:
            return self._browser_of(role).generic(method.upper(), url, body, "application/json")
        now = timezone.now()
        by_path = url.startswith("/api/v1/departments/")
        token = self.system.key if by_path else self.kiosk.token
        headers = {"Authorization": f"Bearer {token}", **signing.sign(self.system.secret, str(uuid4()), body, now)}
        return self._browser(url).generic(method.upper(), url, body, "application/json", headers=headers)

    def _browser(self, url: str) -> Client:
        if url.startswith(("/api/v1/kiosks", "/api/v1/alarms")):
            return self._browser_of(Role.TECHNICIAN)
        if url.startswith(("/api/v1/notices", "/api/v1/directory")):
            return self._browser_of(Role.ADMINISTRATOR)
        return self._browser_of(Role.ASSESSOR if url.startswith("/api/v1/reviews/export") else Role.HEAD)

    def _browser_of(self, role: Role) -> Client:
        if role not in self.staff:
            self.staff[role] = _browser(role)
        return self.staff[role]


@pytest.fixture(scope="module")
def all_callers(database_url: str) -> Iterator[Callers]:
    """Made once for all operations."""
    filled.forget()
    with transaction.atomic():
        made = _make_callers(Kiosk(Client(), kiosks.add(f"kiosk {uuid4()}")))
        for role in Role:
            made._browser_of(role)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def callers(all_callers: Callers, database: None) -> Callers:
    """The same for each operation: what was done to them and to what is there by the one before is taken back."""
    return replace(all_callers, staff={role: _again(browser) for role, browser in all_callers.staff.items()})


def _again(browser: Client) -> Client:
    same = Client(raise_request_exception=False)
    same.cookies.load({name: morsel.value for name, morsel in browser.cookies.items()})
    return same


def _make_callers(kiosk: Kiosk) -> Callers:
    submission, civil = a_submission(), Department.objects.get(code="civil")
    browsers = {Role.HEAD: _browser(Role.HEAD)}
    kiosk.post("submissions", submission)
    case = Case.objects.get(pk=submission.id)
    window, _clerk = a_window(["advice"], clerk=User.objects.get(pk=browsers[Role.HEAD].session[SESSION_KEY]))
    ticket = queue_up(timezone.now())
    row = KioskRow.objects.get(token_hash=token_hash(kiosk.token))
    told = NewNotice(
        area="city", title=ShortText({DEFAULT: "通知"}), body=Paragraph({DEFAULT: "通知"}), since=timezone.localdate()
    )
    city, author = Area.objects.get(code="city"), staff(Role.HEAD)
    there = {
        "code": case.code,
        "window_id": window.pk,
        "ticket_id": ticket.pk,
        "notice_id": notices.publish(told, city, author).pk,
        "alarm_id": Alarm.objects.create(kiosk=row, kind="fault", raised_at=timezone.now()).pk,
        "task_id": case.tasks.create(department=civil, area=city, name="核对", opened_at=timezone.now()).pk,
        "entitlement_id": _entitlement(case).pk,
        "name": row.name,
        "site": "centre",
    }
    new = keys.add(f"key {uuid4()}", civil, Scope, timezone.now())
    return Callers(kiosk, browsers, new, {name: str(value) for name, value in there.items()})


def _entitlement(case: Case) -> Entitlement:
    values = {"resident": case.resident, "item": case.item_version.item, "name": both("津贴")}
    return Entitlement.objects.create(case=case, first_day=timezone.localdate(), granted_at=timezone.now(), **values)


def _browser(role: Role) -> Client:
    """Returns somebody of that role, signed in; an administrator with the second factor."""
    browser, user = Client(raise_request_exception=False), staff(role)
    browser.force_login(user)
    device = AuthenticatorApp.objects.create(user=user, name="app")
    session = browser.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return browser


def test_no_property_that_is_another_model_has_a_default_at_which_generators_of_clients_stop() -> None:
    models = json.loads(PUBLISHED.read_text("utf-8"))["components"]["schemas"]
    stopping = [
        f"{model}.{name}"
        for model, schema in models.items()
        for name, field in schema.get("properties", {}).items()
        if isinstance(field.get("default"), dict) and ("allOf" in field or "$ref" in field)
    ]
    assert stopping == []


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(data=st.data())
def test_nothing_that_fits_the_schema_makes_the_hub_fall_over(
    callers: Callers, path: str, method: str, data: st.DataObject
) -> None:
    made = data.draw(FUZZED[path][method].as_strategy())
    if data.draw(st.booleans()):
        made.path_parameters.update(
            {name: callers.there[name] for name in made.path_parameters if name in callers.there}
        )
    url = made.formatted_path + (f"?{urlencode(made.query, doseq=True)}" if made.query else "")
    role = data.draw(st.none() | st.sampled_from(Role))
    response = callers.call(method, url, as_json(made.body) if isinstance(made.body, dict) else b"", role)
    assert response.status_code < 500
    if response.status_code >= 400:
        assert Problem.model_validate_json(response.content).status == response.status_code
