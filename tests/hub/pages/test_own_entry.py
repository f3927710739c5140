"""An organisation keeps its own entry in the directory by a code, and staff approve what it writes."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.audit.models import AuditEntry, Finding
from hub.catalogue.areas import ROOT
from hub.channels import own_entries
from hub.channels.entry_models import ChangeState, EntryChange, EntryCode
from hub.channels.models import Entry
from hub.kiosks import rate_limits
from hub.staff.models import Role
from tests.hub.console.page_forms import form_to
from tests.hub.console.reader import Reader
from tests.hub.pages.phone import Phone, text_of
from tests.hub.people import a_street, staff

TYPED = {"a_name": "老张修鞋铺", "a_about": "修鞋、配钥匙、换拉链", "a_place": "幸福路8号", "a_hours": "每天9点到18点"}
TYPED |= {"a_phone": "", "a_requests": "yes"}


def an_entry(**texts: object) -> Entry:
    own = {
        "name": {"zh-Hans": "老张修鞋", "en": "Zhang's shoe repair"},
        "about": "修鞋",
        "place": "幸福路",
        "hours": "白天",
    }
    return Entry.objects.create(area_id=ROOT, kind="convenience", phone="010-61234567", **{**own, **texts})


@pytest.fixture
def entry(database: None) -> Entry:
    return an_entry()


@pytest.fixture
def head(entry: Entry) -> Reader:
    return Reader(staff(Role.HEAD))


def make_code(head: Reader, entry: Entry) -> str:
    return text_of(head.send(f"directory/{entry.pk}/code/"), "code")


def opened(phone: Phone, code: str) -> str:
    return phone.send("organisation/", {"code": code})


def test_what_an_organisation_writes_is_shown_once_staff_approve_it(phone: Phone, head: Reader, entry: Entry) -> None:
    code = make_code(head, entry)
    assert code not in head.page("directory/")
    page = opened(phone, code.lower().replace("-", " "))
    sent = form_to(page, "organisation/save/")
    assert (sent["a_name"], sent["a_hours"]) == (["老张修鞋"], ["白天"])
    assert "没有改动" in phone.send("organisation/save/", sent, 409)
    assert "批准后显示" in phone.send("organisation/save/", TYPED)
    assert "修鞋、配钥匙、换拉链" in phone.page("organisation/")  # they see what waits
    assert "配钥匙" not in phone.page("directory/")
    page = head.page("directory/")
    for words in ("老张修鞋", "老张修鞋铺", "白天", "每天9点到18点", "010-61234567"):
        assert words in page
    assert "仍是原来的内容" in page  # the English, to be put right by who approves
    change = EntryChange.objects.get()
    head.send(
        f"directory/changes/{change.pk}/", {"decision": "approve", "name[en]": "Zhang: shoes", "hours[en]": "new"}
    )
    assert "配钥匙" in phone.page("directory/")
    entry.refresh_from_db()
    assert entry.name.root == {"zh-Hans": "老张修鞋铺", "en": "Zhang: shoes"}
    assert entry.hours.root == {"zh-Hans": "每天9点到18点"}  # a language that it is not written in is not begun here
    assert (entry.phone, entry.requests) == ("", True)
    assert "获批准" in phone.page("organisation/")
    head.send(f"directory/changes/{change.pk}/", {"decision": "refuse", "reply": "不"}, 404)
    actions = set(AuditEntry.objects.filter(subject=f"entry {entry.pk}").values_list("action", flat=True))
    assert actions == {"make entry code", "open own entry", "send entry change", "approve entry change"}


def test_a_refusal_needs_a_reason_and_reaches_the_organisation(phone: Phone, head: Reader, entry: Entry) -> None:
    opened(phone, make_code(head, entry))
    phone.send("organisation/save/", TYPED)
    phone.send("organisation/save/", {**TYPED, "a_hours": "周末"})  # the newer takes the place of the one that waits
    change = EntryChange.objects.get()
    assert change.content["hours"] == "周末"
    assert 'role="alert"' in head.send(f"directory/changes/{change.pk}/", {"decision": "refuse", "reply": " "})
    Entry.objects.filter(pk=entry.pk).update(hours="下午")
    assert "其间工作人员已修改" in head.page("directory/")
    head.send(f"directory/changes/{change.pk}/", {"decision": "refuse", "reply": "请写明营业执照上的名称"})
    assert "请写明营业执照上的名称" in phone.page("organisation/")
    assert "老张修鞋铺" not in phone.page("directory/")
    assert EntryChange.objects.get().state == ChangeState.REFUSED


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"a_name": " "}, "名称"),
        ({"a_about": "长" * 1001}, "1000"),
        ({"a_phone": "12"}, "电话"),
        ({"a_requests": "perhaps"}, "预约"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    changes: dict[str, str], told: str, phone: Phone, head: Reader, entry: Entry
) -> None:
    opened(phone, make_code(head, entry))
    page = phone.send("organisation/save/", {**TYPED, **changes}, 422)
    assert told in re.findall('<strong class="bad">(.*?)</strong>', page)[0]
    assert "每天9点到18点" in page
    assert not EntryChange.objects.exists()


def test_wrong_codes_are_counted_and_told_nothing(
    phone: Phone, head: Reader, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = make_code(head, entry)
    for wrong in ("", "AAAA-AAAA-AAAA", code[:-1], "张" * 3000, "'; --"):
        assert "单位码不正确" in phone.send("organisation/", {"code": wrong}, 404)
    assert AuditEntry.objects.filter(action="fail to prove").count() == 5
    assert not AuditEntry.objects.filter(detail__contains=code).exists()
    monkeypatch.setattr(rate_limits, "GUESSES", 0)
    phone.send("organisation/", {"code": "AAAA-AAAA-AAAA"}, 429)
    assert "老张修鞋" in opened(phone, code)  # who has it is not counted


def test_a_code_that_was_ended_renewed_or_is_over_opens_nothing(phone: Phone, head: Reader, entry: Entry) -> None:
    old = make_code(head, entry)
    opened(phone, old)
    new = make_code(head, entry)
    assert 'id="code"' in phone.page("organisation/")  # who was in by the old one is out
    assert 'id="code"' in phone.send("organisation/save/", TYPED)
    phone.send("organisation/", {"code": old}, 404)
    opened(phone, new)
    late = timezone.now() + own_entries.CODE_LASTS + timedelta(days=1)
    assert own_entries.find_by_key(str(EntryCode.objects.get().pk), late) is None
    head.send(f"directory/{entry.pk}/end-code/")
    assert 'id="code"' in phone.page("organisation/")
    phone.send("organisation/", {"code": new}, 404)
    assert not EntryChange.objects.exists()


def test_a_code_that_was_written_past_the_hub_opens_nothing(phone: Phone, head: Reader, entry: Entry) -> None:
    code = make_code(head, entry)
    assert not EntryCode.objects.filter(code_hash__icontains=code.replace("-", "")).exists()
    other = Entry.objects.create(area_id=ROOT, kind="convenience", name="别家", about="a", place="b", hours="c")
    EntryCode.objects.all()._update([(EntryCode._meta.get_field("entry"), None, other.pk)])  # type: ignore[attr-defined]
    phone.send("organisation/", {"code": code}, 404)
    assert Finding.objects.exists()


def test_staff_of_another_street_decide_nothing_here(phone: Phone, head: Reader, entry: Entry) -> None:
    opened(phone, make_code(head, entry))
    phone.send("organisation/save/", TYPED)
    elsewhere = Reader(staff(Role.HEAD, [a_street()]))
    assert "老张修鞋" not in elsewhere.page("directory/")
    for path in (f"{entry.pk}/code/", f"{entry.pk}/end-code/", f"changes/{EntryChange.objects.get().pk}/"):
        elsewhere.send(f"directory/{path}", {"decision": "approve"}, 404)
    for role in (Role.CLERK, Role.WINDOW, Role.AUDITOR):
        Reader(staff(role)).page("directory/", 403)
