"""A token can do what its channel can, with the card of whom it is about, and changes by itself."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from contract.presence import HEADER, Placing, build_proof, presence_key
from hub.audit.models import AuditEntry
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk as KioskRow
from hub.kiosks.tokens import token_hash
from hub.operations.assess import assess
from tests.hub.caller import Kiosk, as_json
from tests.hub.interface import paths
from tests.hub.sample import a_number, a_person, a_submission

V1 = "/api/v1/"
ID = "5f1d7e1e-5b5c-4c0e-9d6f-0d7b1d0d1a11"
# What the server of a website or an app cannot do, whatever it sends.
NOT_ONLINE = {
    "post kiosks/heartbeat": "it is no machine",
    "post residents/mandates": "nobody there sees both cards",
    "post residents/token": "it has no scanner",
    "post residents/facts/checked": "nobody there shows the card",
    "post residents/record": "nobody there shows the card",
    "post residents/record/copy": "nobody there shows the card",
    "post residents/record/link": "nobody there shows the card",
    "post residents/record/erase": "nobody there shows the card",
    "post drafts/search": "nobody there shows the card",
    "post appointments/check_in": "it prints no ticket",
}


@pytest.fixture
def website(database: None) -> Kiosk:
    return Kiosk(Client(), kiosks.add(f"web {uuid4()}", web=True))


def _for_tokens() -> Iterator[str]:
    for path, methods in paths().items():
        for method, operation in methods.items():
            if {"KioskToken": []} in operation.get("security", []):
                yield f"{method} {path.removeprefix(V1)}"


def _call(kiosk: Kiosk, operation: str) -> Any:
    method, path = operation.split(" ")
    path = path.format(code="0000-0000-0000", ticket_id=ID, mandate=ID, upload=ID)
    return kiosk.get(path) if method == "get" else kiosk.post(path, {})


@pytest.mark.parametrize("operation", list(_for_tokens()))
def test_a_websites_token_can_do_what_it_is_for_and_nothing_else(website: Kiosk, operation: str) -> None:
    assert (_call(website, operation).status_code == 403) == (operation in NOT_ONLINE)


def test_what_is_not_for_websites_is_an_operation() -> None:
    assert NOT_ONLINE.keys() <= set(_for_tokens())


def test_a_website_takes_no_priority_and_no_number_of_its_own(website: Kiosk) -> None:
    wanted = {"id": str(uuid4()), "service": "advice"}
    offline = {"number": "AK001", "issued_at": timezone.now().isoformat()}
    assert website.post("tickets", {**wanted, "priority": "elderly"}).status_code == 403
    assert website.post("tickets", {**wanted, "offline": offline}).status_code == 403
    assert website.post("tickets", wanted).status_code == 200


def heartbeat(kiosk: Kiosk, **more: Any) -> dict[str, Any]:
    report = {"at": timezone.now().isoformat(), "version": "1", "outbox": 0, "refused": 0, **more}
    response = kiosk.post("kiosks/heartbeat", report)
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    return answer


def row_of(kiosk: Kiosk) -> KioskRow:
    return KioskRow.objects.get(token_hash=token_hash(kiosk.token))


def offline(kiosk: Kiosk, number: str, ago: timedelta = timedelta()) -> int:
    issue = {"number": number, "issued_at": (timezone.now() - ago).isoformat()}
    return kiosk.post("tickets", {"id": str(uuid4()), "service": "advice", "offline": issue}).status_code


def test_offline_numbers_are_of_the_kiosks_own_series_and_of_its_time(kiosk: Kiosk) -> None:
    other = Kiosk(Client(), kiosks.add(f"other {uuid4()}"))
    mine, theirs = (heartbeat(each, series="")["series"] for each in (kiosk, other))
    assert mine != theirs
    assert offline(kiosk, f"A{theirs}001") == 422  # also before it has said that it keeps its letters
    heartbeat(kiosk, series=mine)
    assert offline(kiosk, f"A{mine}001") == 200
    assert offline(kiosk, f"A{theirs}001") == 422
    assert offline(kiosk, "AZZZ001") == 422  # never given to anybody
    assert offline(kiosk, "A001") == 422  # the hub's own
    assert offline(kiosk, f"A{mine}002", ago=timedelta(days=30)) == 422  # before it had its letters


def test_numbers_of_letters_that_a_kiosk_had_before_are_still_its_own(kiosk: Kiosk) -> None:
    first = heartbeat(kiosk, series="")["series"]
    heartbeat(kiosk, series=first)
    second = heartbeat(kiosk, series="")["series"]  # its disk is new
    heartbeat(kiosk, series=second)
    assert first != second
    assert [offline(kiosk, f"A{letters}007") for letters in (first, second)] == [200, 200]


class Carded:
    """A kiosk that shows what cards were placed."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk
        self.key = presence_key(token_hash(kiosk.token))

    def proof(self, number: str, at: float | None = None, entry: UUID | None = None) -> str:
        moment = timezone.now().timestamp() if at is None else at
        return build_proof(self.key, Placing(entry or uuid4(), int(moment)), number)

    def post(self, path: str, body: object, *proofs: str) -> int:
        headers = {"Authorization": f"Bearer {self.kiosk.token}", HEADER: ",".join(proofs)}
        response = self.kiosk.client.post(f"{V1}{path}", as_json(body), "application/json", headers=headers)
        return response.status_code


@pytest.fixture
def carded(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> Carded:
    """At a hub that serves nobody else."""
    monkeypatch.setattr(settings, "HUB_REQUIRE_PRESENCE", True)
    return Carded(kiosk)


def a_choice(**more: Any) -> dict[str, Any]:
    person = json.loads(a_person().model_dump_json())
    return {"id": str(uuid4()), "person": person, "purpose": "reuse", "given": True, **more}


def personal_messages() -> dict[str, Any]:
    """Of each operation that is about a person."""
    mine, now = {"number": a_number()}, timezone.now().isoformat()
    person = json.loads(a_person().model_dump_json())
    agent = json.loads(a_person(number=a_number(777), name="钱某").model_dump_json())
    until = str(timezone.localdate() + timedelta(days=30))
    mandate = {"id": ID, "principal": person, "agent": agent, "items": ["000111222333"], "until": until}
    booking = {"id": ID, "service": "advice", "starts_at": now, **mine}
    wish = {"id": ID, "entry": 1, "name": "孙某", "phone": "13912345678", "wish": "午餐", "asked_at": now, **mine}
    return {
        "post residents/facts": mine,
        "post residents/facts/checked": {"person": person, "key": "phone", "value": "13900000001"},
        "post residents/consents": a_choice(),
        "post residents/consents/search": mine,
        "post residents/corrections": {"id": ID, "person": person, "key": "phone", "value": "13900000001"},
        "post residents/corrections/search": mine,
        "post residents/mandates": mandate,
        "post residents/mandates/search": mine,
        "post residents/mandates/{mandate}/revoke": mine,
        "post residents/record": mine,
        "post residents/record/copy": mine,
        "post residents/record/link": mine,
        "post residents/record/erase": mine,
        "post cases/complaints": {"id": ID, "code": "0000-0000-0000", "text": "没有消息", **mine},
        "post cases/search": mine,
        "post cases/own": {"code": "0000-0000-0000", **mine},
        "post cases/withdraw": {"code": "0000-0000-0000", **mine},
        "post notices/mine": mine,
        "post appointments": booking,
        "post appointments/search": mine,
        "post appointments/cancel": mine,
        "post appointments/check_in": {"ticket": ID, **mine},
        "post questions": {"id": ID, "text": "几点？", "asked_at": now, **mine},
        "post questions/search": mine,
        "post reviews": {"id": ID, "case": "0000-0000-0000", "grade": 5, "given_at": now, **mine},
        "post surveys/own": {"case": "0000-0000-0000", **mine},
        "post directory/requests": wish,
        "post submissions": a_submission(),
        "post certificates/own": {"code": "0000-0000-0000", **mine},
        "post certificates/choose": {"code": "0000-0000-0000", "way": "window", **mine},
        "post certificates/pages": {"code": "0000-0000-0000", **mine},
        "post drafts": {"id": ID, "item": "000111222333", "item_version": 1, "answers": {}, **mine},
        "post drafts/search": mine,
        "post drafts/own": {"code": "0000-0000-0000", **mine},
        "post drafts/delete": {"code": "0000-0000-0000", **mine},
        "post certificates/printed": {"code": "0000-0000-0000", **mine},
        "post cases/receipt": {"code": "0000-0000-0000", **mine},
        "post uploads/supplement": {"id": ID, "code": "0000-0000-0000", "locale": "zh-Hans", **mine},
        "post uploads/{upload}/licences": {"id": ID, "person": person, "position": 0},
        "post tickets/held": {"service": "advice", "holder": a_number()},
        "post tickets/{ticket_id}/give-back": {"holder": a_number()},
    }


NOT_PERSONAL = {
    "get catalogue",
    "get directory",
    "get notices",
    "get places",
    "get places/map",
    "get cases/{code}",
    "get appointments/offer",
    "get appointments/slots",
    "get tickets/{ticket_id}",
    "get waits",
    "post tickets",
    "post tickets/{ticket_id}/confirm",
    "post tickets/{ticket_id}/void",
    "post kiosks/heartbeat",
    "post kiosks/reconcile",
    "post questions/answered",  # what somebody is about to ask, and nobody's name
    "post searches",
    "post surveys",  # answers under an id that only who was asked is told
    "post paper-checks",  # what an item asks for, and nobody's name
    "post uploads",  # a way for papers; whose they are, the submission says
    "get uploads/{upload}",
    "post uploads/{upload}/pieces",
    "post kept-papers",  # for the case whose submission names the upload
    "post uploads/{upload}/end",
    "post uploads/{upload}/hand-in",  # to the case for which the way was opened
    "post residents/token",  # what was scanned stands for a person; whom, nobody at the kiosk knows yet
}


def test_every_message_about_a_person_is_known_to_this_test() -> None:
    assert personal_messages().keys() | NOT_PERSONAL == set(_for_tokens())


@pytest.mark.parametrize("operation", personal_messages())
def test_nothing_personal_is_read_or_written_without_the_card(carded: Carded, operation: str) -> None:
    body = personal_messages()[operation]
    path = operation.partition(" ")[2].format(mandate=ID, ticket_id=ID, upload=ID)
    proofs = [carded.proof(a_number()), carded.proof(a_number(777))]
    assert carded.post(path, body) == 403
    assert carded.post(path, body, carded.proof(a_number(901))) == 403  # somebody else's card
    assert carded.post(path, body, *proofs) != 403


def test_a_mandate_needs_both_cards(carded: Carded) -> None:
    body = personal_messages()["post residents/mandates"]
    assert carded.post("residents/mandates", body, carded.proof(a_number())) == 403
    assert carded.post("residents/mandates", body, carded.proof(a_number()), carded.proof(a_number(777))) == 200


def test_a_placing_holds_for_a_visit_and_what_waited_for_itself_alone(carded: Carded) -> None:
    mine, days_ago = {"number": a_number()}, timezone.now().timestamp() - 5 * 24 * 3600
    assert carded.post("residents/facts", mine, carded.proof(a_number(), at=days_ago)) == 403
    submission = a_submission()
    assert carded.post("submissions", submission, carded.proof(a_number(), at=days_ago)) == 403
    assert carded.post("submissions", submission, carded.proof(a_number(), at=days_ago, entry=submission.id)) == 200
    assert carded.post("submissions", a_submission(), carded.proof(a_number(), at=days_ago, entry=submission.id)) == 403


def test_a_kiosk_with_a_wrong_clock_is_understood(carded: Carded) -> None:
    ahead = timedelta(days=3)
    moment = timezone.now() + ahead
    heartbeat(carded.kiosk, at=moment.isoformat())
    assert (
        carded.post("residents/facts", {"number": a_number()}, carded.proof(a_number(), at=moment.timestamp())) == 200
    )
    assert carded.post("residents/facts", {"number": a_number()}, carded.proof(a_number())) == 403


def test_another_kiosks_proof_is_none(carded: Carded) -> None:
    other = Carded(Kiosk(Client(), kiosks.add(f"other {uuid4()}")))
    assert carded.post("residents/facts", {"number": a_number()}, other.proof(a_number())) == 403
    for nonsense in ("", "1.x.y.z", "1", ",,,", "2." + carded.proof(a_number()), "张"):
        assert carded.post("residents/facts", {"number": a_number()}, nonsense.encode().decode("latin-1")) == 403


def test_a_kiosk_of_an_earlier_release_is_served_and_named(kiosk: Kiosk) -> None:
    def unproved() -> str:
        return next(each for each in assess(timezone.now()) if each.name == "cards shown").detail

    assert Carded(kiosk).post("residents/facts", {"number": a_number()}, Carded(kiosk).proof(a_number())) == 200
    assert not unproved()
    assert kiosk.post("residents/facts", {"number": a_number()}).status_code == 200
    assert row_of(kiosk).name in unproved()


@pytest.fixture
def old_enough(kiosk: Kiosk) -> Kiosk:
    long_ago = timezone.now() - settings.TOKEN_AGE - timedelta(days=1)
    KioskRow.objects.filter(pk=row_of(kiosk).pk).update(token_since=long_ago)
    return kiosk


def test_a_token_changes_by_itself_and_the_old_one_holds_until_the_new_is_used(old_enough: Kiosk) -> None:
    first = Kiosk(Client(), heartbeat(old_enough, rotates=True)["token"])
    second = Kiosk(Client(), heartbeat(old_enough, rotates=True)["token"])  # the first answer was lost
    assert first.get("notices").status_code == 401
    assert old_enough.get("notices").status_code == 200
    assert second.get("notices").status_code == 200
    assert old_enough.get("notices").status_code == 200  # what is on its way
    KioskRow.objects.filter(token_hash=token_hash(second.token)).update(former_until=timezone.now())
    assert old_enough.get("notices").status_code == 401
    assert second.get("notices").status_code == 200
    assert AuditEntry.objects.filter(action="rotate token").count() == 1
    assert "token" not in heartbeat(second, rotates=True)


def test_a_kiosk_that_does_not_know_of_it_keeps_its_token(old_enough: Kiosk) -> None:
    assert "token" not in heartbeat(old_enough)


def test_a_revoked_kiosk_has_neither_token(old_enough: Kiosk) -> None:
    row, following = row_of(old_enough), Kiosk(Client(), heartbeat(old_enough, rotates=True)["token"])
    kiosks.revoke(row.name)
    assert following.get("notices").status_code == old_enough.get("notices").status_code == 401


def test_a_token_that_is_bound_needs_its_certificate(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    kiosks.bind(row_of(kiosk).name, "ab" * 32)
    assert kiosk.get("notices").status_code == 401  # no proxy passes one on
    monkeypatch.setattr(settings, "HUB_CLIENT_CERT_HEADER", "X-Client-Cert")
    shown = {"AB:" * 31 + "AB": 200, "sha256:" + "ab" * 32: 200, "cd" * 32: 401, "": 401, "nonsense": 401}
    for digest, status in shown.items():
        assert kiosk.get("notices", **{"X-Client-Cert": digest}).status_code == status
    kiosks.bind(row_of(kiosk).name, "")
    assert kiosk.get("notices").status_code == 200


def test_the_old_hash_of_a_token_is_no_token(kiosk: Kiosk) -> None:
    assert Kiosk(Client(), token_hash(kiosk.token)).get("notices").status_code == 401
