"""A request is followed by its id, from the kiosk's log through the hub's to a department's system and back."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from hub.catalogue.models import Department
from hub.core import signing
from hub.departments import keys
from hub.departments.models import Scope, System
from hub.kiosks import services as kiosks
from hub.openapi import schema
from hub.staff.models import Role
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAddress, HubAway, HubRefused
from kiosk.hub_link.messages import MessageKind
from tests.hub import filled
from tests.hub.caller import Kiosk
from tests.hub.department_process import department_process, received_at
from tests.hub.hub_process import hub_process
from tests.hub.people import staff
from tests.hub.sample import a_number, a_submission
from tests.hub.signed_in import browser_of

SECRET = signing.new_secret()
CSRF = "k" * 32


@dataclass
class Chain:
    """A kiosk, a hub that serves and works, and a department's system, each a program of its own."""

    kiosk: HubClient
    port: int
    log: Path
    system: int

    def lines(self, request_id: str) -> list[dict[str, Any]]:
        """Of the hub's log."""
        lines = [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line.startswith("{")]
        return [line for line in lines if line.get("request_id") == request_id]

    def post(self, path: str, body: object, **headers: str) -> tuple[int, str]:
        """Returns the status and the request's id as the hub answers it."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            data = json.dumps(body).encode()
            connection.request("POST", f"/api/v1/{path}", data, {"Content-Type": "application/json", **headers})
            response = connection.getresponse()
            return response.status, response.headers["X-Request-ID"]


@pytest.fixture(scope="module")
def database_url(filled_sqlite: Path) -> Iterator[str]:
    """SQLite alone: there the hub that serves also sends."""
    with filled.sqlite(filled_sqlite) as url, filled.django_on(url):
        yield url


@pytest.fixture(scope="module")
def chain(database_url: str, keys_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    folder = tmp_path_factory.mktemp("chain")
    token_file, log = folder / "token", folder / "log"
    token_file.write_text(kiosks.add("lobby"))
    with department_process(SECRET) as system, hub_process(database_url, keys_path, log=log) as port:
        civil, address = Department.objects.get(code="civil"), f"http://127.0.0.1:{system}/"
        System.objects.create(department=civil, address=address, secret=SECRET, patience=10)
        kiosk = HubClient(HubAddress(f"http://127.0.0.1:{port}", token_file), patience=60)
        yield Chain(kiosk, port, log, system)
        kiosk.close()


def wait_for(look: Callable[[], Any]) -> Any:
    until = time.monotonic() + 60
    while not (result := look()):
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.05)
    return result


def id_in_kiosk_log(caplog: pytest.LogCaptureFixture, beginning: str) -> str:
    (line,) = [record.getMessage() for record in caplog.records if record.getMessage().startswith(beginning)]
    return line.rpartition(" request ")[2]


def headers_of(request_id: str, clerk: Client) -> dict[str, str]:
    cookies = f"sessionid={clerk.cookies['sessionid'].value}; csrftoken={CSRF}"
    return {"X-Request-ID": request_id, "Cookie": cookies, "X-CSRFToken": CSRF}


def test_an_application_is_followed_to_the_department_and_back(chain: Chain, caplog: pytest.LogCaptureFixture) -> None:
    civil = Department.objects.get(code="civil")
    submission, clerk = a_submission(), browser_of(staff(Role.CLERK, departments=[civil]))
    caplog.set_level(logging.INFO, "kiosk.hub_link")
    accepted: Any = chain.kiosk.send(MessageKind.SUBMISSION, submission.id, submission)
    at_kiosk = id_in_kiosk_log(caplog, "POST submissions: 200, ")
    (line,) = wait_for(lambda: chain.lines(at_kiosk))
    assert (line["route"], line["status"]) == ("/api/v1/submissions", 200)

    at_desk = uuid4().hex
    headers = headers_of(at_desk, clerk)
    assert chain.post(f"casework/{accepted.code}/move", {"move": "accept"}, **headers) == (200, at_desk)
    (ids,) = wait_for(lambda: received_at(chain.system)["ids"])
    assert ids == [at_desk, at_kiosk]
    (sent,) = wait_for(lambda: [line for line in chain.lines(at_desk) if line["logger"] == "hub.outgoing"])
    assert (sent["message"], sent["correlation_id"]) == ("sent to 127.0.0.1: HTTP 200", at_kiosk)

    (message,) = received_at(chain.system)["kept"].values()
    answer = {"case": accepted.code, "said": "done", "task": message["task"]}
    key, at_department = keys.add(f"key {uuid4()}", civil, [Scope.TASKS], timezone.now()), uuid4().hex
    signed = signing.sign(key.secret, "m1", json.dumps(answer).encode(), timezone.now())
    headers = {"Authorization": f"Bearer {key.key}", "X-Request-ID": at_department, **signed}
    assert chain.post("departments/answers", answer, **headers) == (200, at_department)
    (line,) = wait_for(lambda: chain.lines(at_department))
    assert line["principal"].startswith("apikey:")
    assert accepted.code not in chain.log.read_text("utf-8") + caplog.text


def test_what_fails_has_its_line_too(chain: Chain, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.INFO, "kiosk.hub_link")
    with pytest.raises(HubRefused):
        chain.kiosk.ticket(uuid4())
    refused = id_in_kiosk_log(caplog, "GET tickets/<id>: 404, ")
    (line,) = wait_for(lambda: chain.lines(refused))
    assert line["status"] == 404
    (tmp_path / "token").write_text("x" * 43)
    nobody = HubClient(HubAddress("http://127.0.0.1:9", tmp_path / "token"))
    with pytest.raises(HubAway):
        nobody.offer()
    assert len(id_in_kiosk_log(caplog, "GET appointments/offer: ConnectionError, ")) == 32


GIVEN = "5f1d7e1e-5b5c-4c0e-9d6f-0d7b1d0d1a11"


def test_every_door_answers_with_the_id(kiosk: Kiosk) -> None:
    paths = [f"{path}" for path in json.loads(schema())["paths"]]
    for path in [*paths, "/healthz", "/readyz", "/login/", "/console/", "/admin/", "/no/such", "/static/no", "/api/x"]:
        for body in ("application/json", "multipart/form-data"):
            response = kiosk.client.post(path, b"", body, headers={**kiosk._bearer(), "X-Request-ID": GIVEN})
            assert response["X-Request-ID"] == GIVEN.replace("-", ""), path
    wrong = Client(HTTP_HOST="evil.example", raise_request_exception=False)
    assert len(wrong.get("/console/")["X-Request-ID"]) == 32


@pytest.mark.parametrize("given", ["", a_number(), "13912345678", "赵㐂䶮", "a" * 31, "z" * 32, "a b", "0" * 4000])
def test_what_is_no_id_gets_one_and_is_never_logged(kiosk: Kiosk, given: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    sent = given.encode().decode("latin-1")
    answered = [kiosk.get("notices", **{"X-Request-ID": sent})["X-Request-ID"] for _ in range(2)]
    assert [len(request_id) for request_id in answered] == [32, 32]
    assert len({*answered, given}) == 3
    assert not given or given not in caplog.text
