"""Logging in to one's own record: at the city's provider, which runs in a thread, and by a code to the telephone."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core import signing
from django.utils import timezone

from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.notify.models import ResidentMessage
from hub.notify.sending import send_messages
from hub.residents.models import Resident, ResidentFact
from tests.hub.caller import Kiosk
from tests.hub.messaging import StartGateway, a_channel, ask_gateway, gateways
from tests.hub.pages.phone import Phone, input_of, text_of
from tests.hub.pages.provider import log_in, run_provider, set_claims
from tests.hub.sample import GRANT, a_number, a_person, a_submission

CITY, BACK = "record/log-in/city/", "record/log-in/back/"
CODE, CHECK = "record/log-in/code/", "record/log-in/check/"
MINE = {"number": a_number()}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with run_provider() as address:
        yield address


@pytest.fixture
def city(phone: Phone, issuer: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(settings, "HUB_CITY_ISSUER", issuer)
    monkeypatch.setattr(settings, "HUB_CITY_CLIENT_ID", "pages")
    monkeypatch.setattr(settings, "HUB_CITY_CLIENT_SECRET", "a secret of the pages")
    return issuer


@pytest.fixture(scope="module")
def gateway() -> Iterator[StartGateway]:
    with gateways() as start:
        yield start


def at_the_city(phone: Phone, name: str) -> str:
    """Returns the path at which the browser comes back from the city."""
    return log_in(phone, CITY, BACK, name)


@pytest.mark.usefixtures("seen_here")
def test_who_logs_in_at_the_city_reads_their_record_and_it_shows_there(phone: Phone, city: str) -> None:
    assert 'id="city"' in phone.page("record/")
    set_claims(city, "zhao", name=a_person().name, id_number=a_number())
    page = phone.page(at_the_city(phone, "zhao"))
    assert Case.objects.get().code in page
    assert "本市账号" in phone.page("record/")
    phone.send("record/leave/")
    assert Case.objects.get().code not in phone.page("record/")


@pytest.fixture
def seen_here(kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission())


def test_the_hub_asks_with_a_challenge_a_state_and_a_nonce(phone: Phone, city: str) -> None:
    sent = parse_qs(urlsplit(phone.client.get(f"/web/{CITY}")["Location"]).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= sent.keys()


def test_who_is_new_here_is_registered_and_applies_for_what_needs_a_card(phone: Phone, city: str) -> None:
    set_claims(city, "qian", name="钱某", id_number=a_number(431))
    form = f"guides/{GRANT}/apply/"
    assert 'id="city"' in phone.page(form)  # nobody yet: the way to log in
    phone.page(at_the_city(phone, "qian"))
    page = phone.page(form)
    assert "钱某" in page
    drawn = {name: input_of(page, name) for name in ("id", "at", "site")}
    answers = {"a_phone": "13912345678", "true": "on", "name": "孙某", "number": a_number()}
    code = text_of(phone.send(form, {**drawn, **answers}), "case-code")
    case = Case.objects.get(code=code)
    assert case.channel == "web"
    assert (case.applicant["name"], case.applicant["number"]) == ("钱某", a_number(431))  # not what the form says


@pytest.mark.parametrize("claims", [
    {}, {"name": "钱某"}, {"id_number": "1"}, {"name": "钱某", "id_number": "1"}, {"name": "", "id_number": a_number()},
    {"name": "钱" * 500, "id_number": a_number()}, {"name": "钱某", "id_number": 5},
])  # fmt: skip
def test_who_the_city_does_not_know_by_name_and_number_is_nobody(
    phone: Phone, city: str, claims: dict[str, object]
) -> None:
    set_claims(city, "qian", **claims)
    phone.page(at_the_city(phone, "qian"), 403)
    assert not Resident.objects.exists()


def test_an_answer_counts_for_the_browser_that_asked_and_once(phone: Phone, city: str) -> None:
    set_claims(city, "qian", name="钱某", id_number=a_number(431))
    path = at_the_city(phone, "qian")
    Phone("203.0.113.9").page(path, 403)
    phone.page(path)
    phone.page(path, 403)
    for query in ("", "?state=x&code=y", "?error=access_denied"):
        phone.page(BACK + query, 403)


def test_a_provider_that_is_away_or_none_is_no_500(phone: Phone, city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUB_CITY_ISSUER", "http://localhost:9")
    phone.page(CITY, 403)
    monkeypatch.setattr(settings, "HUB_CITY_ISSUER", "")
    phone.page(CITY, 404)
    phone.page(BACK, 404)
    phone.page(f"guides/{GRANT}/apply/", 404)
    assert 'id="city"' not in phone.page("record/")


def code_of(port: int) -> str:
    send_messages(timezone.now())
    (message,) = ask_gateway(port)["delivered"].values()
    assert message["to"] == "13912345678"
    match = re.search(r"\d{6}", message["text"])
    assert match
    return match[0]


@pytest.mark.usefixtures("seen_here")
def test_a_code_to_the_telephone_opens_the_record_once(phone: Phone, gateway: StartGateway) -> None:
    assert 'id="send-code"' not in phone.page("record/")
    port = gateway()
    a_channel(port, price="0.05")
    phone.page("record/")
    assert 'id="code"' in phone.send(CODE, MINE)
    code = code_of(port)
    phone.send(CHECK, {"code": f"{(int(code) + 1) % 10**6:06}"}, 404)
    cookie = phone.client.cookies["web_code"].value
    assert Case.objects.get().code in phone.send(CHECK, {"code": code})
    assert AuditEntry.objects.filter(action="log in to own record").count() == 1
    assert ResidentMessage.objects.get().cost > 0
    stranger = Phone("203.0.113.9")
    stranger.client.cookies["web_code"] = cookie
    stranger.send(CHECK, {"code": code}, 409)


@pytest.mark.usefixtures("seen_here")
def test_nobody_learns_who_is_known_here_and_few_codes_are_sent(phone: Phone, gateway: StartGateway) -> None:
    a_channel(gateway())
    strangers, cookie = phone.send(CODE, {"number": a_number(431)}), cookie_of(phone)
    own = phone.send(CODE, MINE)
    assert without_token(strangers) == without_token(own)
    assert without_changing(cookie) == without_changing(cookie_of(phone))
    assert ResidentMessage.objects.count() == 1
    phone.send(CODE, {"number": a_number(431)})
    phone.send(CHECK, {"code": "000000"}, 404)
    for _time in range(2):
        phone.send(CODE, MINE)
    phone.send(CODE, MINE, 429)


def cookie_of(phone: Phone) -> str:
    """Returns what anybody reads in the cookie: it is signed, not sealed."""
    return str(signing.loads(phone.client.cookies["web_code"].value, salt="hub.web.web_code"))


def without_changing(cookie: str) -> str:
    """Returns it with all but the order of its parts hidden."""
    return re.sub(r"[A-Za-z0-9_-]{10,}", "…", cookie)


def without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


@pytest.mark.usefixtures("seen_here")
def test_a_telephone_of_long_ago_gets_no_code_and_late_ones_are_not_sent(phone: Phone, gateway: StartGateway) -> None:
    port = gateway()
    a_channel(port)
    phone.send(CODE, MINE)
    send_messages(timezone.now() + timedelta(minutes=6))
    ResidentMessage.objects.all().delete()
    ResidentFact.objects.filter(key="phone").update(checked_at=timezone.now() - timedelta(days=400))
    phone.send(CODE, MINE)
    assert not ResidentMessage.objects.exists()


@pytest.mark.usefixtures("seen_here")
def test_guessing_a_code_is_counted_and_ends(phone: Phone, gateway: StartGateway) -> None:
    a_channel(gateway())
    phone.send(CODE, MINE)
    for _try in range(10):
        phone.send(CHECK, {"code": "wrong"}, 404)
    phone.send(CHECK, {"code": "wrong"}, 429)


def test_without_a_gateway_there_is_no_such_way(phone: Phone) -> None:
    phone.send(CODE, MINE, 404)
    assert "web_record" not in phone.client.cookies
    phone.send(CHECK, {"code": "123456"})
    assert "web_record" not in phone.client.cookies
