"""Single sign-on against a real OpenID provider, which runs in a thread."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client
from oidc_provider_mock import User as ProviderUser
from oidc_provider_mock import run_server_in_thread

from hub.audit.models import AuditEntry
from hub.staff.models import Role
from tests.hub.people import staff
from tests.hub.test_row_seals import make_administrator

pytestmark = pytest.mark.usefixtures("database")


class Provider:
    """The provider, and a browser at the hub."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://localhost:{port}"
        self.client = Client(HTTP_HOST="localhost")

    def knows(self, name: str, **claims: object) -> None:
        claims = {"preferred_username": name, **claims}
        requests.put(f"{self.issuer}/users/{name}", json=claims, timeout=30).raise_for_status()

    def start(self, after: str = "/console/") -> str:
        """Returns the address at the provider that the hub leads to."""
        response = self.client.get("/oidc/login/", {"next": after})
        assert response.status_code == 302
        return str(response["Location"])

    def come_back(self, address: str, name: str) -> str:
        """Returns the address at the hub that the provider leads to once it knows who it is."""
        answer = requests.post(address, data={"sub": name}, allow_redirects=False, timeout=30)
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"

    def sign_on(self, name: str) -> Any:
        address = self.come_back(self.start(), name)
        page = self.client.get(address)
        assert page.status_code == 200
        assert 'http-equiv="refresh"' in page.content.decode()
        return self.client.get(f"{address}&here=1")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with run_server_in_thread(user_claims=[ProviderUser(sub="nobody")]) as server:
        yield server.server_port


@pytest.fixture
def provider(port: int, settings: LazySettings) -> Provider:
    provider = Provider(port)
    settings.HUB_OIDC_ISSUER = provider.issuer
    settings.HUB_OIDC_CLIENT_ID, settings.HUB_OIDC_CLIENT_SECRET = "hub", "a secret of the hub"
    settings.HUB_OIDC_FACTOR = ["otp", "mfa"]
    return provider


def test_a_clerk_signs_on_with_the_providers_second_factor(provider: Provider) -> None:
    clerk = staff(Role.CLERK)
    provider.knows(clerk.username, amr=["pwd", "otp"])
    assert "oidc/login/" in provider.client.get("/login/").content.decode()
    assert provider.sign_on(clerk.username)["Location"] == "/console/"
    assert provider.client.get("/console/cases/").status_code == 200
    assert AuditEntry.objects.get(action="sign on").actor == f"user:{clerk.pk}"


def test_no_answer_of_the_provider_is_waited_for_without_a_total_deadline(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mozilla_django_oidc.auth.requests", None)  # its own client bounds each read alone
    clerk = staff(Role.CLERK)
    provider.knows(clerk.username, amr=["otp"])
    assert provider.sign_on(clerk.username)["Location"] == "/console/"


@pytest.mark.parametrize("claims", [{}, {"amr": ["pwd"]}, {"acr": "0"}, {"amr": "otp"}])
def test_without_it_the_hubs_own_is_asked_for(provider: Provider, claims: dict[str, object]) -> None:
    clerk = staff(Role.CLERK)
    provider.knows(clerk.username, **claims)
    provider.sign_on(clerk.username)
    assert provider.client.get("/console/cases/")["Location"].startswith("/second-factor/")


def test_the_provider_makes_no_account_and_gives_no_role(provider: Provider) -> None:
    provider.knows("stranger", role="administrator", amr=["otp"])
    accounts = User.objects.count()
    assert provider.sign_on("stranger").status_code == 403
    assert User.objects.count() == accounts
    window = staff(Role.WINDOW)
    provider.knows(window.username, role="security", amr=["otp"])
    provider.sign_on(window.username)
    assert provider.client.get("/admin/auth/user/").status_code in (302, 403)


def test_who_has_left_has_no_role_or_was_written_past_the_hub_gets_nowhere(provider: Provider) -> None:
    left, visitor, changed = staff(Role.HEAD), User.objects.create_user("visitor"), staff(Role.CLERK)
    left.is_active = False
    left.save()
    make_administrator(changed)
    for user in (left, visitor, changed):
        provider.knows(user.username, amr=["otp"])
        assert provider.sign_on(user.username).status_code == 403
        assert "_auth_user_id" not in provider.client.session


def test_an_answer_counts_once_and_for_the_browser_that_asked(provider: Provider) -> None:
    clerk = staff(Role.CLERK)
    provider.knows(clerk.username, amr=["otp"])
    address = provider.come_back(provider.start(), clerk.username) + "&here=1"
    assert Client(HTTP_HOST="localhost").get(address).status_code == 403
    assert provider.client.get(address).status_code == 302
    provider.client.post("/logout/")
    assert provider.client.get(address).status_code == 403


@pytest.mark.parametrize("query", ["", "?error=access_denied", "?code=x&state=y", "?here=1", "?here=1&state=y&code=x"])
def test_what_the_provider_never_said_leads_nowhere(provider: Provider, query: str) -> None:
    provider.start()
    provider.client.get(f"/oidc/callback/{query}")
    assert "_auth_user_id" not in provider.client.session


def test_a_token_for_another_application_or_of_another_issuer_is_refused(
    provider: Provider, settings: LazySettings
) -> None:
    clerk = staff(Role.CLERK)
    provider.knows(clerk.username, amr=["otp"])
    address = provider.come_back(provider.start(), clerk.username) + "&here=1"
    settings.HUB_OIDC_ALGORITHM = "ES256"
    assert provider.client.get(address).status_code == 403
    settings.HUB_OIDC_ALGORITHM = "RS256"
    settings.HUB_OIDC_ISSUER = provider.issuer.replace("localhost", "127.0.0.1")
    address = provider.come_back(provider.start(), clerk.username) + "&here=1"
    assert provider.client.get(address).status_code == 302
    settings.HUB_OIDC_ISSUER = f"{provider.issuer}/other"
    assert provider.client.get("/oidc/login/").status_code == 403


def test_nobody_is_led_elsewhere_after_it(provider: Provider) -> None:
    clerk = staff(Role.CLERK)
    provider.knows(clerk.username, amr=["otp"])
    address = provider.come_back(provider.start("https://evil.example/"), clerk.username)
    assert provider.client.get(f"{address}&here=1")["Location"] == "/"


def test_the_hub_asks_with_a_challenge_a_state_and_a_nonce(provider: Provider) -> None:
    sent = parse_qs(urlsplit(provider.start()).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= sent.keys()


def test_a_provider_that_is_away_is_no_500(provider: Provider, settings: LazySettings) -> None:
    settings.HUB_OIDC_ISSUER = "http://localhost:9"
    assert provider.client.get("/oidc/login/").status_code == 403


def test_without_a_provider_there_is_no_such_page(client: Client) -> None:
    for page in ("login", "callback"):
        assert client.get(f"/oidc/{page}/").status_code == 404
    assert "oidc" not in client.get("/login/").content.decode()
