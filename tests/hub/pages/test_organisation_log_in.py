"""An organisation logs in to its own entry at its OpenID provider, once staff or the entry's code have tied the two."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from contract.numbers import organisation_check_character
from hub.audit.models import AuditEntry, Finding
from hub.channels.entry_models import EntryAccount, EntryChange
from hub.channels.models import Entry
from hub.staff.models import Role
from tests.hub.console.reader import Reader
from tests.hub.pages.phone import Phone, text_of
from tests.hub.pages.provider import log_in, run_provider, set_claims
from tests.hub.pages.test_own_entry import TYPED, an_entry
from tests.hub.people import a_street, staff

TO, BACK = "organisation/log-in/", "organisation/log-in/back/"
CODE = "91110105MA00000000"[:17]
CODE += organisation_check_character(CODE)
OTHER = "92110105MA00000000"[:17]
OTHER += organisation_check_character(OTHER)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with run_provider() as address:
        yield address


@pytest.fixture
def provider(phone: Phone, issuer: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(settings, "HUB_ORGANISATION_ISSUER", issuer)
    monkeypatch.setattr(settings, "HUB_ORGANISATION_CLIENT_ID", "organisations")
    monkeypatch.setattr(settings, "HUB_ORGANISATION_CLIENT_SECRET", "a secret of the pages")
    return issuer


@pytest.fixture
def entry(database: None) -> Entry:
    return an_entry()


@pytest.fixture
def head(entry: Entry) -> Reader:
    return Reader(staff(Role.HEAD))


def come_back(phone: Phone, name: str, status: int = 200) -> str:
    return phone.page(log_in(phone, TO, BACK, name), status)


def tie(head: Reader, entry: Entry, code: str = CODE) -> str:
    return head.send(f"directory/{entry.pk}/tie/", {"credit_code": code})


def test_staff_tie_the_credit_code_and_its_organisation_writes_what_staff_approve(
    phone: Phone, provider: str, head: Reader, entry: Entry
) -> None:
    set_claims(provider, "shop", credit_code=CODE)
    assert "尚未与您的单位关联" in come_back(phone, "shop")
    assert "不是统一社会信用代码" in tie(head, entry, CODE[:-1] + "I")
    assert CODE in tie(head, entry, f" {CODE.lower()} ")
    assert 'name="a_hours"' in come_back(phone, "shop")
    assert "批准后显示" in phone.send("organisation/save/", TYPED)
    assert "配钥匙" not in phone.page("directory/")
    head.send(f"directory/changes/{EntryChange.objects.get().pk}/", {"decision": "approve"})
    assert "配钥匙" in phone.page("directory/")
    head.send(f"directory/{entry.pk}/untie/")
    assert 'name="a_hours"' not in phone.page("organisation/")  # at once
    assert "尚未与您的单位关联" in come_back(phone, "shop")
    actions = set(AuditEntry.objects.filter(subject=f"entry {entry.pk}").values_list("action", flat=True))
    assert {"tie entry log-in", "open own entry", "end entry log-in"} <= actions


@pytest.mark.parametrize("claims", [{}, {"credit_code": CODE}])
@pytest.mark.parametrize("code_first", [True, False])
def test_the_entrys_code_ties_the_log_in_of_who_has_it(
    claims: dict[str, object], code_first: bool, phone: Phone, provider: str, head: Reader, entry: Entry
) -> None:
    set_claims(provider, "shop", **claims)
    code = {"code": text_of(head.send(f"directory/{entry.pk}/code/"), "code")}
    if code_first:
        phone.send("organisation/", code)
        page = come_back(phone, "shop")
    else:
        come_back(phone, "shop")
        page = phone.send("organisation/", code)
    assert 'name="a_hours"' in page
    assert 'name="a_hours"' in come_back(Phone("203.0.113.9"), "shop")  # without the code from now on
    other = Phone("203.0.113.10")
    set_claims(provider, "stranger", credit_code=OTHER)
    assert 'name="a_hours"' not in come_back(other, "stranger")
    assert "其他单位" in other.send("organisation/", code, 409)  # whose it is stays


def test_who_has_several_entries_chooses_and_opens_no_others(
    phone: Phone, provider: str, head: Reader, entry: Entry
) -> None:
    set_claims(provider, "shop", credit_code=CODE)
    second, others = an_entry(name="老张配钥匙"), an_entry(name="别家")
    for one, code in ((entry, CODE), (second, CODE), (others, OTHER)):
        tie(head, one, code)
    page = come_back(phone, "shop")
    assert "老张配钥匙" in page
    assert "别家" not in page
    account = {row.entry_id: row.pk for row in EntryAccount.objects.all()}
    assert 'name="a_hours"' not in phone.send("organisation/choose/", {"account": account[others.pk]})
    page = phone.send("organisation/choose/", {"account": account[second.pk]})
    assert 'value="老张配钥匙"' in page
    assert f'value="{account[entry.pk]}"' in page  # the other one
    phone.send("organisation/leave/")
    assert "老张" not in phone.page("organisation/")


@pytest.mark.parametrize("code", ["", "1", CODE[:-1] + "I", "张" * 500, 5])
def test_a_claim_that_is_no_credit_code_logs_nobody_in(phone: Phone, provider: str, head: Reader, code: object) -> None:
    set_claims(provider, "shop", credit_code=code)
    come_back(phone, "shop", 403)
    assert "尚未与您的单位关联" not in phone.page("organisation/")


def test_an_answer_counts_for_who_asked_and_a_written_row_for_nothing(
    phone: Phone, provider: str, head: Reader, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_claims(provider, "shop", credit_code=CODE)
    tie(head, entry)
    path = log_in(phone, TO, BACK, "shop")
    Phone("203.0.113.9").page(path, 403)
    assert 'name="a_hours"' in phone.page(path)
    phone.page(path, 403)
    EntryAccount.objects.all()._update([(EntryAccount._meta.get_field("entry"), None, an_entry().pk)])  # type: ignore[attr-defined]
    assert 'name="a_hours"' not in phone.page("organisation/")
    assert Finding.objects.exists()
    monkeypatch.setattr(settings, "HUB_ORGANISATION_ISSUER", "http://localhost:9")
    phone.page(TO, 403)
    monkeypatch.setattr(settings, "HUB_ORGANISATION_ISSUER", "")
    phone.page(TO, 404)
    assert 'id="organisation-log-in"' not in phone.page("organisation/")
    elsewhere = Reader(staff(Role.HEAD, [a_street()]))
    for action in ("tie", "untie"):
        elsewhere.send(f"directory/{entry.pk}/{action}/", {"credit_code": CODE}, 404)
