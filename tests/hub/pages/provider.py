"""An OpenID provider that runs in a thread, and somebody who logs in at it with a phone."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests
from oidc_provider_mock import User as ProviderUser
from oidc_provider_mock import run_server_in_thread

from tests.hub.pages.phone import Phone


@contextmanager
def run_provider() -> Iterator[str]:
    """Yields its issuer."""
    with run_server_in_thread(user_claims=[ProviderUser(sub="nobody")]) as server:
        yield f"http://localhost:{server.server_port}"


def set_claims(issuer: str, subject: str, /, **claims: object) -> None:
    requests.put(f"{issuer}/users/{subject}", json=claims, timeout=30).raise_for_status()


def log_in(phone: Phone, to: str, back: str, name: str) -> str:
    """Returns the path at which the browser comes back from the provider."""
    address = phone.client.get(f"/web/{to}")["Location"]
    answer = requests.post(address, data={"sub": name}, allow_redirects=False, timeout=30)
    return f"{back}?{urlsplit(answer.headers['Location']).query}"
