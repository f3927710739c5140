"""Staff log in by a client certificate, RSA or SM2: entered for them, of the configured chain, behind a TLS front."""

import json
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from hub.audit.models import AuditEntry
from hub.staff.models import Role, StaffCertificate
from tests.hub import filled
from tests.hub.hub_process import hub_process
from tests.hub.people import staff
from tests.hub.signed_in import browser_of
from tests.hub.test_login import goes_to

HEADER = "X-Staff-Certificate"
_RSA, _SM2 = ["-algorithm", "RSA"], ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2"]
_SM3 = ["-sm3", "-sigopt", "distid:1234567812345678"]


class Authority:
    """Its certificate is `file`."""

    def __init__(self, folder: Path, national: bool = False) -> None:
        folder.mkdir()
        self._folder, self._kind, self._signing = folder, _SM2 if national else _RSA, _SM3 if national else []
        self.file = folder / "ca.pem"
        self._openssl("genpkey", *self._kind, "-out", "ca.key")
        named = ["-key", "ca.key", "-subj", "/CN=invented", "-days", "2"]
        self._openssl("req", "-x509", "-new", *named, *self._signing, "-out", "ca.pem")

    def certify(self, name: str, days: int = 1) -> Path:
        """Returns the file of a certificate; its key lies beside it, NAME.key."""
        self._openssl("genpkey", *self._kind, "-out", f"{name}.key")
        self._openssl("req", "-new", "-key", f"{name}.key", "-subj", f"/CN={name}", *self._signing, "-out", "csr")
        check = ["-vfyopt", self._signing[2]] if self._signing else []
        by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", str(days)]
        self._openssl("x509", "-req", "-in", "csr", *by, *self._signing, *check, "-out", f"{name}.pem")
        return self._folder / f"{name}.pem"

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self._folder, check=True, capture_output=True)


@pytest.fixture(scope="module", params=["RSA", "SM2"])
def authority(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "ca", request.param == "SM2")


@pytest.fixture
def offered(database: None, authority: Authority, settings: LazySettings) -> None:
    settings.HUB_STAFF_CERT_HEADER, settings.HUB_STAFF_CA = HEADER, authority.file


def digest_of(path: Path) -> str:
    return x509.load_pem_x509_certificate(path.read_bytes()).fingerprint(SHA256()).hex()


def enter(path: Path, role: Role = Role.CLERK) -> User:
    """Returns somebody for whom that certificate is entered."""
    user = staff(role)
    StaffCertificate.objects.create(user=user, sha256=digest_of(path))
    return user


def log_in(path: Path | None, client: Client | None = None, **more: Any) -> Any:
    headers = {} if path is None else {HEADER: quote(path.read_text())}
    return (client or Client()).post("/login/certificate/", {"next": "/console/cases/"}, headers=headers, **more)


@pytest.mark.usefixtures("offered")
def test_a_clerk_logs_in_by_it_and_the_second_factor_is_asked_for(authority: Authority, settings: LazySettings) -> None:
    path, client = authority.certify("clerk"), Client()
    user = enter(path)
    assert "/login/certificate/" in client.get("/login/").content.decode()
    assert goes_to(log_in(path, client)) == "/console/cases/"
    assert goes_to(client.get("/console/cases/")).startswith("/second-factor/")
    settings.HUB_STAFF_CERT_FACTOR = True
    log_in(path, client)
    assert client.get("/console/cases/").status_code == 200
    assert AuditEntry.objects.filter(action="sign on", actor=f"user:{user.pk}").count() == 2
    for elsewhere in ("https://evil.example/", "//evil.example"):
        sent = client.post("/login/certificate/", {"next": elsewhere}, headers={HEADER: quote(path.read_text())})
        assert goes_to(sent) == "/"


@pytest.mark.usefixtures("offered")
def test_every_other_certificate_is_refused_alike(authority: Authority, tmp_path: Path) -> None:
    stranger = authority.certify("stranger")
    foreign, expired = Authority(tmp_path / "other").certify("clerk"), authority.certify("expired", days=-1)
    enter(foreign)
    enter(expired)
    broken = tmp_path / "broken.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\n张三\n-----END CERTIFICATE-----\n")
    answers = [log_in(path) for path in (None, stranger, foreign, expired, broken)]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    whys = [
        json.loads(entry.detail)["why"] for entry in AuditEntry.objects.filter(action="fail to sign on").order_by("pk")
    ]
    assert sorted(set(whys)) == ["certificate: chain", "certificate: no certificate", "certificate: not entered"]


@pytest.mark.usefixtures("offered")
def test_the_header_counts_from_the_front_on_this_machine_alone(authority: Authority) -> None:
    path = authority.certify("clerk")
    enter(path)
    assert log_in(path, REMOTE_ADDR="192.0.2.7").status_code == 403
    assert log_in(path, REMOTE_ADDR="127.0.0.1").status_code == 302
    assert Client(enforce_csrf_checks=True).post("/login/certificate/").status_code == 403
    assert Client().get("/login/certificate/").status_code == 405


@pytest.mark.usefixtures("offered")
def test_who_has_left_or_was_written_past_the_hub_gets_nowhere(authority: Authority) -> None:
    path = authority.certify("clerk")
    user, other = enter(path), staff(Role.SECURITY)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE staff_staffcertificate SET user_id = %s", [other.pk])
    assert log_in(path).status_code == 403
    with connection.cursor() as cursor:
        cursor.execute("UPDATE staff_staffcertificate SET user_id = %s", [user.pk])
    assert log_in(path).status_code == 302
    user.refresh_from_db()
    user.is_active = False
    user.save()
    assert log_in(path).status_code == 403


@pytest.mark.usefixtures("offered")
def test_a_security_administrator_enters_it_for_others_and_not_for_themselves(authority: Authority) -> None:
    by, clerk = staff(Role.SECURITY), staff(Role.CLERK)
    browser, digest = browser_of(by), digest_of(authority.certify("clerk"))
    assert browser.post(f"/admin/auth/user/{clerk.pk}/change/", account(clerk, digest)).status_code == 302
    assert StaffCertificate.objects.get().user == clerk
    assert StaffCertificate.objects.get().is_sealed()
    for user, given in ((clerk, "A" * 64), (clerk, "张三"), (by, "b" * 64)):
        browser.post(f"/admin/auth/user/{user.pk}/change/", account(user, given))
    assert StaffCertificate.objects.count() == 1


def account(user: User, digest: str) -> dict[str, str]:
    profile = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "1", "0-id": str(user.staff_profile.pk), "0-user": str(user.pk)}
    profile |= {"0-role": user.staff_profile.role, "0-areas": str(user.staff_profile.areas.get().pk)}
    rows = StaffCertificate.objects.filter(user=user)
    formset = {"TOTAL_FORMS": str(len(rows) + 1), "INITIAL_FORMS": str(len(rows))}
    formset |= {f"{place}-id": str(row.pk) for place, row in enumerate(rows)}
    formset |= {f"{len(rows)}-sha256": digest, f"{len(rows)}-user": str(user.pk)}
    sent = {f"staff_profile-{name}": value for name, value in profile.items()}
    sent |= {f"certificates-{name}": value for name, value in formset.items()}
    return sent | {"username": user.username, "is_active": "on", "_save": "1"}


@pytest.mark.usefixtures("database")
def test_without_both_settings_there_is_no_such_way(settings: LazySettings, tmp_path: Path) -> None:
    for header, chain in (("", None), (HEADER, None), ("", tmp_path)):
        settings.HUB_STAFF_CERT_HEADER, settings.HUB_STAFF_CA = header, chain
        assert log_in(None).status_code == 404
        assert "/login/certificate/" not in Client().get("/login/").content.decode()


class _Front(BaseHTTPRequestHandler):
    """What nginx does: it takes TLS off, and says whose certificate it was."""

    hub: int

    def do_POST(self) -> None:
        pem = ssl.DER_cert_to_PEM_cert(self.connection.getpeercert(True))
        headers = {name: value for name, value in self.headers.items() if name != HEADER}
        back = HTTPConnection("127.0.0.1", self.hub, timeout=60)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        back.request("POST", self.path, body, {**headers, HEADER: quote(pem)})
        answer = back.getresponse()
        self.send_response(answer.status)
        for name in ("Location", "Set-Cookie"):
            for value in answer.headers.get_all(name, []):
                self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()
        back.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Logs nothing."""


@contextmanager
def front(hub: int, own: Path, chain: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own, own.with_suffix(".key"))
    context.load_verify_locations(chain)
    context.verify_mode = ssl.CERT_REQUIRED
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Front", (_Front,), {"hub": hub}))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.filterwarnings("ignore:Unverified HTTPS")
def test_behind_a_real_front_who_has_the_key_is_let_in(
    filled_sqlite: Path, keys_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path / "ca")
    clerk, own = authority.certify("clerk"), authority.certify("front")
    monkeypatch.setenv("HUB_STAFF_CERT_HEADER", HEADER)
    monkeypatch.setenv("HUB_STAFF_CA", str(authority.file))
    with filled.sqlite(filled_sqlite) as url, filled.django_on(url), hub_process(url, keys_path) as hub:
        enter(clerk)
        with front(hub, own, authority.file) as port:
            sent = {"csrfmiddlewaretoken": "k" * 32, "next": "/console/cases/"}
            cookies = {"csrftoken": "k" * 32}
            address, pair = f"https://127.0.0.1:{port}/login/certificate/", (clerk, clerk.with_suffix(".key"))
            options: dict[str, Any] = {"data": sent, "cookies": cookies, "allow_redirects": False, "timeout": 60}
            pair_of_files = tuple(map(str, pair))
            answer = requests.post(address, cert=pair_of_files, verify=False, **options)  # type: ignore[arg-type]
            assert (answer.status_code, answer.headers["Location"]) == (302, "/console/cases/")
            assert "sessionid" in answer.headers["Set-Cookie"]
            with pytest.raises(requests.ConnectionError):
                requests.post(address, verify=False, **options)
