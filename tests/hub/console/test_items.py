"""A service item from the first word of a change to its publication, by two people and without a line of JSON."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pydantic import BaseModel

from contract import catalogue as c
from contract.forms import Field, Form, OnlyIf, Option
from contract.text import Text
from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.catalogue.exchange import export_json, import_json
from hub.catalogue.item_json import content_of
from hub.catalogue.item_parts import SECTIONS, all_parts
from hub.catalogue.models import Department, Item, ItemDraft, ItemVersion
from hub.catalogue.parts import AnyPart, Group, Rows
from hub.catalogue.seeding import seed
from hub.catalogue.starter import starter_catalogue
from hub.certificates.models import AtOnceItem
from hub.core.clock import local_day
from hub.departments.models import System
from hub.residents.models import Resident
from hub.staff.models import Role
from languages.registry import DEFAULT
from tests.hub.caller import Kiosk
from tests.hub.console.page_forms import form_to
from tests.hub.console.reader import Reader
from tests.hub.people import a_department, a_street, staff
from tests.hub.sample import GRANT, REPORT

pytestmark = pytest.mark.usefixtures("database")
ZH = f"[{DEFAULT}]"


@dataclass
class Editor:
    """Somebody at the draft of one item."""

    reader: Reader
    draft: int

    def page(self, tab: str = "", status: int = 200) -> str:
        return self.reader.page(f"items/drafts/{self.draft}/{tab}", status)

    def send(self, tab: str, form: dict[str, Any] | None = None, status: int = 200) -> str:
        return self.reader.send(f"items/drafts/{self.draft}/{tab}", form, status)

    def save(self, tab: str, status: int = 200, **changes: Any) -> str:
        """Opens a page of the draft, changes these inputs (None: leaves them out) and keeps it."""
        form: dict[str, Any] = form_to(self.page(tab), f"{tab}save/")
        form |= {name.replace("__", "."): value for name, value in changes.items()}
        return self.send(f"{tab}save/", {name: value for name, value in form.items() if value is not None}, status)

    def write(self, tab: str, changes: dict[str, Any]) -> str:
        return self.save(tab, **changes)

    @property
    def row(self) -> ItemDraft:
        return ItemDraft.objects.get(pk=self.draft)


def edit(code: str = GRANT, user: User | None = None) -> Editor:
    reader = Reader(user or staff(Role.ADMINISTRATOR))
    reader.send("items/start/", {"code": code})
    return Editor(reader, ItemDraft.objects.latest("changed_at").pk)


def published(kiosk: Kiosk, code: str = GRANT) -> c.Item:
    return c.Catalogue.model_validate_json(kiosk.get("catalogue").content).item(code)


def test_a_change_is_written_by_one_and_published_by_another(kiosk: Kiosk) -> None:
    writer, reviewer = edit(), Reader(staff(Role.HEAD))
    writer.write("guide/", {f"fee{ZH}": "每份五元", f"conditions.0{ZH}": "新条件", "fee[en]": "Five yuan"})
    writer.write("papers/", {"do": "add:papers"})
    writer.write("papers/", {f"papers.0.name{ZH}": "户口簿", f"papers.0.note{ZH}": "全家各页"})
    assert published(kiosk).fee.in_locale(DEFAULT) == "fee 说明"  # not before it is published
    writer.send("ask/", {"reason": "市里改了收费标准"})
    assert "市里改了收费标准" in reviewer.page(f"items/drafts/{writer.draft}/")
    page = reviewer.send(f"items/drafts/{writer.draft}/publish/")
    item = published(kiosk)
    assert (item.version, item.fee.root[DEFAULT], item.fee.root["en"]) == (2, "每份五元", "Five yuan")
    assert (item.conditions[0].root[DEFAULT], item.papers[0].name.root[DEFAULT]) == ("新条件", "户口簿")
    version = ItemVersion.objects.get(item__code=GRANT, version=2)
    assert (version.written_by, version.reviewed_by) == (writer.reader.user, reviewer.user)
    for words in ("收费", "fee 说明", "每份五元", "申请材料 · 户口簿", "新增", "English"):  # who changed what, in words
        assert words in page, words
    actions = AuditEntry.objects.filter(subject=f"item draft {writer.draft}").values_list("action", flat=True)
    assert {"begin item draft", "write item draft", "send item draft", "publish item draft"} == set(actions)
    reviewer.page(f"items/drafts/{writer.draft}/", 404)


def test_who_wrote_in_it_does_not_publish_it(kiosk: Kiosk) -> None:
    writer, second = edit(), staff(Role.ADMINISTRATOR)
    writer.write("guide/", {f"fee{ZH}": "每份五元"})
    other = Editor(Reader(second), writer.draft)
    other.write("guide/", {f"fee{ZH}": "每份六元"})
    assert "请用一句话说明" in writer.send("ask/", {"reason": " "})
    writer.send("ask/", {"reason": "改收费"})
    for each in (writer, other):
        assert "须由他人复核并发布" in each.send("publish/")
    assert ItemVersion.objects.filter(item__code=GRANT).count() == 1
    third = Reader(staff(Role.ADMINISTRATOR))
    assert "请说明需要修改之处" in third.send(f"items/drafts/{writer.draft}/give-back/", {"reply": ""})
    assert "六元太多" in third.send(f"items/drafts/{writer.draft}/give-back/", {"reply": "六元太多"})
    writer.write("guide/", {f"fee{ZH}": "每份三元"})
    writer.send("ask/", {"reason": "改收费"})
    assert "已撤回" in other.send("give-back/") or other.row.state == "writing"
    writer.send("ask/", {"reason": "改收费"})
    third.send(f"items/drafts/{writer.draft}/publish/")
    assert published(kiosk).fee.root[DEFAULT] == "每份三元"


def test_it_is_published_from_its_day_on(kiosk: Kiosk) -> None:
    writer, day = edit(), local_day(timezone.now()) + timedelta(days=9)
    assert "该日期已过" in writer.write("dates/", {"takes_effect": (day - timedelta(days=30)).isoformat()})
    assert "早于生效日期" in writer.write("dates/", {"takes_effect": day.isoformat(), "until": "2026-01-01"})
    writer.write("dates/", {"takes_effect": day.isoformat(), "until": ""})
    writer.write("guide/", {f"fee{ZH}": "每份五元"})
    writer.send("ask/", {"reason": "下月起收费"})
    Reader(staff(Role.ADMINISTRATOR)).send(f"items/drafts/{writer.draft}/publish/")
    assert published(kiosk).fee.root[DEFAULT] == "fee 说明"
    newest = ItemVersion.objects.filter(item__code=GRANT).first()
    assert newest is not None
    assert (newest.version, newest.since) == (2, day)
    assert day.isoformat() in writer.reader.page("items/")


def test_others_have_no_items_page() -> None:
    draft = edit().draft
    for role in set(Role) - {Role.ADMINISTRATOR, Role.HEAD}:
        reader = Reader(staff(role))
        for path in ("items/", f"items/drafts/{draft}/", f"items/versions/{GRANT}/", f"items/drafts/{draft}/preview/"):
            reader.page(path, 403)
        reader.send("items/start/", {"code": GRANT}, 403)


def test_a_head_reads_and_publishes_what_is_their_departments_and_writes_nothing() -> None:
    writer = edit()
    civil = Department.objects.get(code="civil")
    Reader(staff(Role.HEAD, departments=[a_department("住建")])).page(f"items/drafts/{writer.draft}/", 404)
    head = Reader(staff(Role.HEAD, departments=[civil]))
    assert "临时补助" in head.page("items/")
    assert "disabled" in head.page(f"items/drafts/{writer.draft}/guide/")
    head.send(f"items/drafts/{writer.draft}/guide/save/", {f"fee{ZH}": "白送"}, 403)
    street = a_street()
    for role in (Role.HEAD, Role.ADMINISTRATOR):  # the catalogue is the whole city's
        reader = Reader(staff(role, [street]))
        reader.page("items/", 403)
        assert "/console/items/" not in reader.page("")


BAD = [
    ("limits/", {"promised.days": "0"}, "时限至少为1天"),
    ("limits/", {"promised.days": "很多"}, "请填写整数"),
    ("limits/", {"promised.days": "31"}, "超过法定办结时限"),
    ("limits/", {"do": "add:steps"}, "请选择由哪个部门办理此环节"),
    ("basics/", {f"name{ZH}": ""}, "此项必填"),
    ("basics/", {f"name{ZH}": "长" * 121}, "最多120个字符，现有121个"),
    ("basics/", {"department": "no_such"}, "所选内容已不存在"),
    ("basics/", {"min_age": "60", "max_age": "18"}, "小于最低年龄"),
    ("fields/0/", {"form.fields.0.key": "phone"}, "重复：phone"),
    ("fields/1/", {"form.fields.1.kind": "choice"}, "请添加选项"),
    ("fields/1/", {"form.fields.1.only_if": "gone=yes"}, "此条件所依据的问题已被删除"),
    ("fields/0/", {"form.fields.0.only_if": "phone=1"}, "排在本问题之后"),
    ("fields/0/", {"form.fields.0.pattern": "("}, "格式规则写法有误"),
    ("fields/0/", {"form.fields.0.max_length": "0"}, "至少1个字符"),
    ("finder/", {"do": "add:entitled"}, "请至少选择一个回答"),
]


def test_what_is_wrong_is_said_beside_it_and_kept_as_it_was_typed(kiosk: Kiosk) -> None:
    writer, before = edit(), kiosk.get("catalogue").content
    good = writer.row.content
    for tab, changes, told in BAD:
        assert told in writer.write(tab, changes), changes
        for value in changes.values():
            assert not value or value.startswith("add:") or value in writer.page(tab)
        assert told in writer.page()  # the overview leads there
        assert "还有内容需要改正" in writer.send("ask/", {"reason": "试试"})
        ItemDraft.objects.filter(pk=writer.draft).update(content=good)
    Reader(staff(Role.ADMINISTRATOR)).send(f"items/drafts/{writer.draft}/publish/")
    assert kiosk.get("catalogue").content == before


def test_a_question_that_others_hang_on_is_taken_away() -> None:
    seed(starter_catalogue())
    writer = edit("992100200000")
    fields = writer.row.content["form"]["fields"]
    place = next(number for number, field in enumerate(fields) if field["key"] == "dwelling")
    writer.write("form/", {"do": f"remove:form.fields:{place}"})
    page = writer.page()
    assert "房东姓名" in writer.page("form/")
    assert "此条件所依据的问题已被删除" in page


def test_two_editors_at_once_lose_nothing() -> None:
    one = edit()
    two = Editor(Reader(staff(Role.ADMINISTRATOR)), one.draft)
    mine = form_to(one.page("guide/"), "guide/save/")
    two.write("guide/", {f"fee{ZH}": "每份六元"})
    page = one.send("guide/save/", {**mine, f"fee{ZH}": "每份五元"})
    assert "其间他人修改了这份草稿" in page
    assert two.reader.user.username in page
    assert "每份六元" in page  # theirs, beside
    assert "每份五元" in page
    again = form_to(page, "guide/save/")
    assert again[f"fee{ZH}"] == ["每份五元"]
    assert one.row.content["fee"][DEFAULT] == "每份六元"
    one.send("guide/save/", again)
    assert one.row.content["fee"][DEFAULT] == "每份五元"


def test_who_types_while_another_sends_it_to_review_keeps_what_was_typed() -> None:
    one = edit()
    mine = form_to(one.page("guide/"), "guide/save/")
    field = form_to(one.page("fields/1/"), "fields/1/save/")
    Editor(Reader(staff(Role.ADMINISTRATOR)), one.draft).send("ask/", {"reason": "先发"})
    page = one.send("guide/save/", {**mine, f"fee{ZH}": "每份五元"})
    assert "每份五元" in page
    assert "这份草稿待复核" in page
    assert "手机号" in one.send("fields/1/save/", {**field, f"form.fields.1.label{ZH}": "手机号"})
    Reader(staff(Role.HEAD)).send(f"items/drafts/{one.draft}/publish/")
    assert "这份草稿已发布" in one.send("guide/save/", {**mine, f"fee{ZH}": "每份五元"})


def test_a_draft_of_an_item_that_was_changed_otherwise_takes_the_changes_over(kiosk: Kiosk) -> None:
    writer = edit()
    writer.write("guide/", {f"fee{ZH}": "每份五元", f"ask{ZH}": "问前台"})
    changed = export_json().decode().replace("complain 说明", "拨打投诉热线").replace("fee 说明", "免费")
    assert import_json(changed.encode()).changed == 2
    page = writer.page()
    assert "该事项已被另行修改" in page
    assert "拨打投诉热线" in page
    assert "请先并入这些修改" in writer.send("ask/", {"reason": "改收费"})
    assert "仍以本草稿为准的有：收费" in writer.send("take-over/")
    content = writer.row.content
    assert [content[name][DEFAULT] for name in ("fee", "ask", "complain")] == ["每份五元", "问前台", "拨打投诉热线"]
    writer.send("ask/", {"reason": "改收费"})
    Reader(staff(Role.HEAD)).send(f"items/drafts/{writer.draft}/publish/")
    assert published(kiosk).complain.root[DEFAULT] == "拨打投诉热线"


def test_an_item_has_one_open_draft_which_may_be_dropped(kiosk: Kiosk) -> None:
    writer = edit()
    assert edit(user=writer.reader.user).draft == writer.draft
    writer.write("guide/", {f"fee{ZH}": "每份五元"})
    writer.send("drop/")
    writer.page(status=404)
    assert edit().draft != writer.draft
    assert published(kiosk).fee.root[DEFAULT] == "fee 说明"
    writer.reader.send("items/start/", {"code": "999999999999"}, 404)


def test_a_new_item_reaches_the_kiosk(kiosk: Kiosk) -> None:
    writer = edit("")
    assert "此项必填" in writer.page("guide/")
    writer.write("basics/", {"code": GRANT})
    assert "此编码已用于“临时补助”" in writer.page("basics/")
    basics = {"code": "000111222999", f"name{ZH}": "养犬登记", "pinyin": "yang quan deng ji", "department": "civil"}
    writer.write("basics/", {**basics, f"also_called{ZH}": "狗证、养狗"})
    names = ("audience", "result", "fee", "place_and_time", "basis", "ask", "complain")
    writer.write("guide/", {f"{name}{ZH}": f"{name} 写好" for name in names})
    writer.write("limits/", {"statutory.days": "20", "promised.days": "5"})
    writer.write("limits/", {"do": "add:steps"})
    writer.write("limits/", {f"steps.0.name{ZH}": "受理", "steps.0.department": "-", "steps.0.days": "1"})
    writer.write("grants/", {"grants.months": "12"})
    assert "此项必填" in writer.page("grants/")
    assert "1至600" in writer.write("grants/", {f"grants.name{ZH}": "养犬许可", "grants.months": "601"})
    writer.write("grants/", {"grants.months": "12", "grants.renew_days": "60"})
    assert "养犬许可" in writer.page("preview/")
    writer.write("form/", {"do": "add:form.fields"})
    writer.write(
        "fields/0/",
        {f"form.fields.0.label{ZH}": "犬种", "form.fields.0.kind": "choice", "do": "add:form.fields.0.options"},
    )
    writer.write("fields/0/", {f"form.fields.0.options.0.label{ZH}": "小型犬", "do": "add:form.fields.0.options"})
    writer.write("fields/0/", {f"form.fields.0.options.1.label{ZH}": "大型犬"})
    writer.write("form/", {"do": "add:form.fields"})
    second = {f"form.fields.1.label{ZH}": "免疫证号", "form.fields.1.only_if": "q1=o2"}
    writer.write("fields/1/", second)
    writer.send("ask/", {"reason": "新事项"})
    assert "养犬登记" in writer.page()
    Reader(staff(Role.ADMINISTRATOR)).send(f"items/drafts/{writer.draft}/publish/")
    item = published(kiosk, "000111222999")
    assert (item.version, item.steps[0].department, item.promised.days) == (1, None, 5)
    assert item.grants == c.Grant(name=Text.plain("养犬许可"), months=12, renew_days=60)
    assert [option.value for option in item.form.fields[0].options] == ["o1", "o2"]
    assert item.form.fields[1].only_if == OnlyIf(field="q1", value="o2")


def test_the_preview_shows_the_pages_and_the_paper_even_half_written() -> None:
    seed(starter_catalogue())
    writer = edit("992100200000")
    page = writer.page("preview/")
    for words in ("居住登记", "需要带什么", "房东姓名", "租住", "请核对", "办件编号"):
        assert words in page, words
    assert "Registration of residence" in writer.page("preview/?language=en")
    writer.write("basics/", {f"name{ZH}": "", "department": ""})
    writer.write("limits/", {"promised.days": "0"})
    assert "（待填写）" in writer.page("preview/")
    assert "draft is not whole" not in writer.page("trial/")


def test_a_trial_run_checks_as_the_contract_does_and_keeps_nothing() -> None:
    writer = edit()
    writer.write("guide/", {f"fee{ZH}": "每份五元"})
    sent = form_to(writer.page("trial/?filled"), "trial/check/")
    before = AuditEntry.objects.count()
    page = writer.send("trial/check/", {**sent, "a_phone": "13912345678", "a_reason": "家里失火了"})
    assert "可以受理" in page
    assert "家里失火了" in page
    page = writer.send("trial/check/", {**sent, "a_phone": "123", "a_reason": ""})
    assert "可以受理" not in page
    assert "电话" in page
    assert 'class="bad"' in page
    assert 'role="alert"' in writer.send("trial/check/", {**sent, "number": "110101"})
    assert 'role="alert"' in writer.send("trial/check/")
    assert not Case.objects.exists()
    assert not Resident.objects.exists()
    assert AuditEntry.objects.count() == before


def test_every_page_sent_as_it_is_changes_nothing() -> None:
    """Of items that between them have all kinds of parts: conditions, rules, steps of other offices, answers to
    choose."""
    seed(starter_catalogue())
    for code in ("991100100000", "991100900000", "992100200000"):
        writer = edit(code)
        before = writer.row.content
        assert before == content_of(Item.objects.get(code=code))
        tabs = [f"{section.name}/" for section in SECTIONS if section.name != "form"]
        for tab in tabs + [f"fields/{place}/" for place in range(len(before["form"]["fields"]))]:
            writer.save(tab)
            assert writer.row.content == before, tab
        assert "暂无改动" in writer.page()


def test_every_part_of_the_contract_can_be_edited() -> None:
    check_parts([part for part in all_parts() if part.name not in ("takes_effect", "until")], c.Item, {"version"})


def check_parts(parts: Iterable[AnyPart], model: type[BaseModel], decided_elsewhere: Iterable[str] = ()) -> None:
    inner: dict[str, type[BaseModel]] = {"statutory": c.Limit, "promised": c.Limit, "papers": c.RequiredPaper}
    inner |= {"steps": c.Step, "form": Form, "fields": Field, "options": Option, "entitled": c.FinderRule}
    inner["grants"] = c.Grant
    assert {part.name for part in parts} == set(model.model_fields) - set(decided_elsewhere), model
    for part in parts:
        if isinstance(part, Group):
            check_parts(part.parts, inner[part.name])
        if isinstance(part, Rows) and not part.bare:
            check_parts(part.row.parts, inner[part.name])


def test_buttons_that_there_are_not_do_nothing() -> None:
    writer = edit()
    before = writer.row.content
    for do in ("add:nothing", "remove:papers:99", "up:papers:x", "add:form", ":::", "add:papers.0.name", "up:form.a:1"):
        for tab in ("papers/", "form/", "fields/0/"):
            writer.write(tab, {"do": do})
    assert writer.row.content == before


def test_nonsense_in_every_input_breaks_no_page() -> None:
    writer = edit(REPORT)
    for tab in [f"{section.name}/" for section in SECTIONS] + ["fields/0/"]:
        form = form_to(writer.page(tab), "save/")
        for odd in ("a\0b", "-1", "9" * 5000, "🙂"):
            sent = {name: odd for name in form if name not in ("revision", "csrfmiddlewaretoken")}
            writer.send(f"{tab}save/", {**sent, "revision": str(writer.row.revision)})
            for shown in (tab, "", "preview/", "trial/"):
                writer.page(shown)
    for path in ("fields/99/", "no_such/", "fields/99/save/"):
        writer.page(path, 404)


def test_the_administrations_page_of_an_item_changes_nothing_that_residents_are_told() -> None:
    item = Item.objects.get(code=GRANT)
    reader = Reader(staff(Role.ADMINISTRATOR))
    address = f"/admin/catalogue/item/{item.pk}/change/"
    page = reader.client.get(address).content.decode()
    assert 'name="fee[zh-Hans]"' not in page
    assert "服务事项" in page
    sent = {"fee[zh-Hans]": "白送", "position": "3", "offered": "on", "conditions": "[]"}
    assert reader.client.post(address, sent).status_code == 302
    item.refresh_from_db()
    assert (item.fee.root[DEFAULT], item.position) == ("fee 说明", 3)
    assert reader.client.get("/admin/catalogue/item/add/").status_code == 403


def test_an_item_is_answered_at_once_where_its_department_has_a_system() -> None:
    administrator, path = Reader(staff(Role.ADMINISTRATOR)), f"items/versions/{GRANT}/"
    item = Item.objects.get(code=GRANT)
    assert "没有可即时答复的系统" in administrator.send(f"{path}answering/", {"at_once": "yes"})
    assert 'name="at_once"' not in administrator.page(path)
    system = System.objects.create(department=item.department, address="https://system.example.org/", secret="s")
    assert 'name="at_once"' in administrator.page(path)
    assert 'name="at_once"' not in Reader(staff(Role.HEAD)).page(path)
    Reader(staff(Role.HEAD)).send(f"{path}answering/", {"at_once": "yes"}, 403)
    administrator.send(f"{path}answering/", {"at_once": "yes"})
    assert AtOnceItem.objects.get().item == item
    assert "即时答复" in administrator.page("items/")
    System.objects.filter(pk=system.pk).update(active=False)
    assert "无人答复" in administrator.page(path)
    administrator.send(f"{path}answering/")
    assert not AtOnceItem.objects.exists()
    actions = list(AuditEntry.objects.filter(subject=f"item {GRANT}").values_list("action", flat=True))
    assert {"answer item at once", "answer item by staff"} <= {*actions}
    administrator.send("items/versions/nothing/answering/", {"at_once": "yes"}, 404)
