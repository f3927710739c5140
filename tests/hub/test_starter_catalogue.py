"""The starter catalogue against the table it was ordered by, and against what a screen and a form need."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from pydantic import BaseModel

from contract.answers import check_answers
from contract.catalogue import CardRule, Catalogue, Item, LimitUnit, Privacy
from contract.field_kinds import get_kind
from contract.forms import FieldKind
from contract.text import Text
from hub.catalogue.starter import list_sources, starter_catalogue
from languages.registry import DEFAULT, SOURCE

WORKING, DAYS, SAME = LimitUnit.WORKING_DAYS, LimitUnit.DAYS, LimitUnit.SAME_DAY
TODAY = date(2026, 11, 22)

# name: department, unit, statutory days, promised days, whether the limit is a sample
TABLE = {
    "最低生活保障": ("civil_affairs", WORKING, 30, 20, False),
    "特困人员供养": ("civil_affairs", WORKING, 30, 30, False),
    "临时救助": ("civil_affairs", WORKING, 15, 15, False),
    "事实无人抚养儿童": ("civil_affairs", WORKING, 15, 15, False),
    "孤儿基本生活费": ("civil_affairs", WORKING, 15, 15, True),
    "困难残疾人生活补贴": ("civil_affairs", WORKING, 14, 14, False),
    "重度残疾人护理补贴": ("civil_affairs", WORKING, 14, 14, False),
    "残疾人证": ("disabled_federation", WORKING, 30, 20, True),
    "高龄津贴": ("civil_affairs", WORKING, 30, 22, False),
    "老年优待证": ("civil_affairs", SAME, 0, 0, True),
    "居家养老、助餐": ("civil_affairs", WORKING, 5, 5, True),
    "居住证": ("police", DAYS, 15, 15, False),
    "居住登记": ("police", SAME, 0, 0, True),
    "死亡注销户口": ("police", SAME, 0, 0, True),
    "参保证明打印": ("human_resources", SAME, 0, 0, False),
    "养老资格认证": ("human_resources", SAME, 0, 0, False),
    "居民养老参保": ("human_resources", SAME, 0, 0, True),
    "社保卡换领": ("human_resources", SAME, 0, 0, False),
    "失业登记": ("human_resources", SAME, 0, 0, True),
    "灵活就业补贴": ("human_resources", WORKING, 20, 20, True),
    "居民医保登记、查询": ("medical_insurance", SAME, 0, 0, True),
    "公积金明细查询": ("housing_fund", SAME, 0, 0, False),
    "公租房": ("housing", WORKING, 30, 30, True),
    "法律援助": ("justice", DAYS, 7, 7, False),
    "退役军人优待证": ("veterans", WORKING, 20, 20, True),
    "生育登记": ("health", SAME, 0, 0, True),
    "网格事件、诉求": ("subdistrict", WORKING, 5, 5, True),
}
SAMPLE_AUDIENCE = {
    "老年优待证", "居家养老、助餐", "居住登记", "失业登记", "灵活就业补贴", "公租房", "退役军人优待证", "生育登记",
    "网格事件、诉求",
}  # fmt: skip
PAPERS = {
    "最低生活保障": ("身份证", "户口簿", "收入.*说明", "核对授权"),
    "特困人员供养": ("身份证", "声明"),
    "临时救助": ("身份证", "户口簿"),
    "事实无人抚养儿童": ("监护人.*身份证", "儿童", "父母"),
    "孤儿基本生活费": ("监护人.*身份证", "户籍", "父母.*证明", "照片"),
    "困难残疾人生活补贴": ("身份证", "残疾人证"),
    "重度残疾人护理补贴": ("身份证", "残疾人证"),
    "残疾人证": ("身份证", "户口簿", "照片"),
    "高龄津贴": ("身份证", "户口簿", "银行卡", "照片"),
    "老年优待证": ("身份证", "照片"),
    "居家养老、助餐": ("身份证",),
    "居住证": ("身份证", "相片", "证明"),
    "居住登记": ("身份证", "住址证明"),
    "死亡注销户口": ("身份证", "死亡证明", "户口簿", "身份证"),
    "参保证明打印": ("社会保障卡",),
    "养老资格认证": ("身份证",),
    "居民养老参保": ("身份证", "户口簿"),
    "社保卡换领": ("身份证",),
    "失业登记": ("身份证",),
    "灵活就业补贴": ("身份证", "缴费凭证"),
    "居民医保登记、查询": ("身份证",),
    "公积金明细查询": ("身份证",),
    "公租房": ("身份证", "家庭成员", "住房"),
    "法律援助": ("身份证", "案件.*材料", "经济困难"),
    "退役军人优待证": ("身份证", "退役证件", "照"),
    "生育登记": ("身份证",),
    "网格事件、诉求": (),
}
FURTHER_FIELDS = {
    "最低生活保障": {"members", "income", "assets"},
    "特困人员供养": {"care_level"},
    "临时救助": {"event", "amount"},
    "事实无人抚养儿童": {"guardianship"},
    "孤儿基本生活费": {"guardianship"},
    "困难残疾人生活补贴": {"bank_card"},
    "重度残疾人护理补贴": {"bank_card"},
    "残疾人证": {"disability_card", "disability_kind", "grade"},
    "高龄津贴": {"age_band"},
    "居家养老、助餐": {"needs"},
    "居住登记": {"landlord"},
    "死亡注销户口": {"deceased_name", "died_on"},
    "参保证明打印": {"period_from", "period_to"},
    "养老资格认证": {"home_visit"},
    "居民养老参保": {"tier"},
    "失业登记": {"last_employer"},
    "灵活就业补贴": {"period_from", "period_to"},
    "居民医保登记、查询": {"year"},
    "公积金明细查询": {"period_from", "period_to"},
    "公租房": {"members"},
    "法律援助": {"case_kind"},
    "退役军人优待证": {"served_from", "served_to"},
    "生育登记": {"due_date"},
    "网格事件、诉求": {"place", "category"},
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return starter_catalogue()


@pytest.fixture(params=TABLE)
def item(request: pytest.FixtureRequest, catalogue: Catalogue) -> Item:
    return by_name(catalogue, request.param)


def by_name(catalogue: Catalogue, name: str) -> Item:
    return next(item for item in catalogue.items if item.name.root[DEFAULT] == name)


def test_it_has_the_items_of_the_table_and_no_others(catalogue: Catalogue) -> None:
    assert {item.name.root[DEFAULT] for item in catalogue.items} == set(TABLE)
    assert len(catalogue.items) == 27


def test_department_and_limits_are_those_of_the_table(item: Item) -> None:
    department, unit, statutory, promised, sample = TABLE[item.name.root[DEFAULT]]
    assert item.department == department
    assert (item.statutory.unit, item.statutory.days) == (unit, statutory)
    assert (item.promised.unit, item.promised.days) == (unit, promised)
    assert item.statutory.illustrative is item.promised.illustrative is sample


def test_what_is_a_sample_is_said_to_be_one(item: Item) -> None:
    assert set(item.illustrative) <= set(Item.model_fields)
    assert len(set(item.illustrative)) == len(item.illustrative)
    assert ("promised" in item.illustrative) is item.promised.illustrative
    assert {"code", "ask", "complain", "place_and_time"} <= set(item.illustrative)


def test_further_fields_are_those_of_the_table(item: Item) -> None:
    assert FURTHER_FIELDS.get(item.name.root[DEFAULT], set()) <= {field.key for field in item.form.fields}


def test_who_it_is_for_is_a_sample_where_the_table_says_so(item: Item) -> None:
    assert ("audience" in item.illustrative) is (item.name.root[DEFAULT] in SAMPLE_AUDIENCE)


def test_papers_are_those_of_the_table_one_by_one(item: Item) -> None:
    wanted = PAPERS[item.name.root[DEFAULT]]
    named = [paper.name.root[DEFAULT] for paper in item.papers]
    assert len(named) == len(wanted)
    assert all(re.search(pattern, name) for pattern, name in zip(wanted, named, strict=True))


def test_who_applies_with_a_card_may_be_applied_for_by_an_agent(item: Item) -> None:
    agents = {"agent", "agent_name", "agent_number", "agent_phone"}
    assert item.card is CardRule.NONE or agents <= {field.key for field in item.form.fields}


def test_who_is_under_16_gets_a_residence_permit_by_an_agent(catalogue: Catalogue) -> None:
    assert {item.name.root[DEFAULT]: item.agent_under for item in catalogue.items if item.agent_under} == {"居住证": 16}


def test_the_subsidies_for_disabled_persons_are_worked_on_by_two_departments(catalogue: Catalogue) -> None:
    for name in ("困难残疾人生活补贴", "重度残疾人护理补贴"):
        steps = {step.department for step in by_name(catalogue, name).steps}
        assert steps == {None, "disabled_federation"}


def test_who_applies_with_a_card_is_asked_for_name_number_phone_and_address(item: Item) -> None:
    facts = {field.fact for field in item.form.fields if field.required}
    assert item.card is CardRule.NONE or {"name", "number", "phone", "address"} <= facts


def test_codes_are_twelve_digits_and_none_is_repeated(catalogue: Catalogue) -> None:
    codes = [item.code for item in catalogue.items]
    assert all(re.fullmatch("[0-9]{12}", code) for code in codes)
    assert len(set(codes)) == len(codes)


def test_departments_and_themes_are_known_and_each_is_used(catalogue: Catalogue) -> None:
    assert {item.department for item in catalogue.items} == {department.code for department in catalogue.departments}
    assert {theme for item in catalogue.items for theme in item.themes} == {theme.code for theme in catalogue.themes}
    assert all(item.themes for item in catalogue.items)


def test_queue_services_have_letters_of_their_own(catalogue: Catalogue) -> None:
    prefixes = [service.prefix for service in catalogue.services]
    assert 5 <= len(prefixes) <= 7
    assert len(set(prefixes)) == len(prefixes)
    assert all(re.fullmatch("[A-Z]", prefix) for prefix in prefixes)


def test_every_text_is_in_both_languages(catalogue: Catalogue) -> None:
    for text in texts(catalogue):
        assert re.search(r"[\u4e00-\u9fff]|\d", text.root[DEFAULT])
        assert text.root[SOURCE], text.root[DEFAULT]
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text.root[SOURCE]), text.root[SOURCE]


def test_the_guide_is_whole(item: Item) -> None:
    assert item.conditions
    assert item.steps
    assert item.task_type
    assert item.papers or item.card is CardRule.NONE
    counted = [step for step in item.steps if not step.public_notice]  # the limits stand still during a notice
    assert sum(step.days for step in counted) <= item.statutory.days


def test_pinyin_begins_with_that_of_the_name(item: Item) -> None:
    from pypinyin import lazy_pinyin  # half a second: where it is read, not in each process that lists the tests

    han = "".join(re.findall(r"[\u4e00-\u9fff]", item.name.root[DEFAULT]))
    assert item.pinyin.split()[: len(han)] == lazy_pinyin(han)
    assert re.fullmatch(r"[a-z]+( [a-z]+)*", item.pinyin)


def test_childrens_matters_are_confidential(catalogue: Catalogue) -> None:
    confidential = {item.name.root[DEFAULT] for item in catalogue.items if item.privacy is Privacy.CONFIDENTIAL}
    assert confidential == {"事实无人抚养儿童", "孤儿基本生活费"}
    assert [item.name.root[DEFAULT] for item in catalogue.items if item.privacy is Privacy.NEUTRAL] == ["法律援助"]


def test_ages_are_those_of_the_table(catalogue: Catalogue) -> None:
    assert by_name(catalogue, "高龄津贴").min_age == 80
    assert by_name(catalogue, "老年优待证").min_age == 60
    assert by_name(catalogue, "居民养老参保").min_age == 16
    assert by_name(catalogue, "事实无人抚养儿童").form.field("child_number").maximum == 17


def test_an_event_is_reported_without_a_card(catalogue: Catalogue) -> None:
    assert [item.name.root[DEFAULT] for item in catalogue.items if item.card is CardRule.NONE] == ["网格事件、诉求"]


def test_seven_kinds_and_four_grades_of_disability(catalogue: Catalogue) -> None:
    form = by_name(catalogue, "残疾人证").form
    assert len(form.field("disability_kind").options) == 7
    assert len(form.field("grade").options) == 4
    assert len(by_name(catalogue, "重度残疾人护理补贴").form.field("grade").options) == 2


def test_a_disability_card_has_twenty_characters(catalogue: Catalogue) -> None:
    pattern = by_name(catalogue, "残疾人证").form.field("disability_card").pattern
    assert re.fullmatch(pattern, "11010519491231002X14")
    assert re.fullmatch(pattern, "11010519491231002X14B1")
    assert not re.fullmatch(pattern, "11010519491231002X84")
    assert not re.fullmatch(pattern, "11010519491231002X")


def test_every_form_can_be_filled_in(item: Item) -> None:
    answers = {field.key: get_kind(field.kind).sample(field, TODAY) for field in item.form.fields}
    assert check_answers(item.form, answers, TODAY) == ()


def test_every_form_wants_something(item: Item) -> None:
    required = {field.key for field in item.form.asked({}) if field.required}
    assert {problem.field for problem in check_answers(item.form, {}, TODAY)} == required
    assert required


OF_SITES = {FieldKind.ORGANISATION_CODE, FieldKind.RATING, FieldKind.SIGNATURE}  # for items of a site's own


def test_every_kind_of_field_occurs(catalogue: Catalogue) -> None:
    assert {field.kind for item in catalogue.items for field in item.form.fields} == set(FieldKind) - OF_SITES


def test_each_option_of_a_field_differs(item: Item) -> None:
    for field in item.form.fields:
        assert len({option.value for option in field.options}) == len(field.options)
        assert len({option.label.root[DEFAULT] for option in field.options}) == len(field.options)


def test_it_survives_the_line(catalogue: Catalogue) -> None:
    assert Catalogue.model_validate_json(catalogue.model_dump_json()) == catalogue


def texts(value: object) -> Iterator[Text]:
    """Yields every text in a message, wherever it stands."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, BaseModel):
        for _, part in value:
            yield from texts(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from texts(part)


# 民发〔2020〕20号, the first twenty that communities do not issue
TWENTY = (
    "亲属关系证明", "居民身份信息证明", "户口登记项目内容变更申请证明", "居民养犬证明", "无犯罪记录证明",
    "社区戒毒社区康复人员情况证明", "人员失踪证明", "婚姻状况证明", "出生证明", "健在证明", "死亡证明", "疾病状况证明",
    "残疾状况证明", "婚育状况证明", "居民就业状况证明", "居民个人档案证明", "居民财产证明", "遗产继承权证明",
    "市场主体住所证明", "证件遗失证明",
)  # fmt: skip


def test_the_twenty_proofs_that_communities_must_not_issue_name_another_office() -> None:
    offices = {row["called"]: row["source"] for row in list_sources() if "called" in row}
    assert set(offices) == set(TWENTY)
    assert not [office for office in offices.values() if "居委会" in office or "村委会" in office or "社区" in office]


def test_papers_of_the_starter_items_say_where_they_come_from() -> None:
    papers = {paper.name.in_locale(DEFAULT): paper for item in starter_catalogue().items for paper in item.papers}
    assert "残疾人联合会" in (papers["残疾人证"].source or Text()).in_locale(DEFAULT)
    assert papers["家庭收入、财产情况说明"].source is None  # residents write that themselves
    assert "公安派出所" in (papers["居民户口簿"].source or Text()).in_locale(DEFAULT)
    for name, paper in papers.items():
        if not paper.on_card and "户" in name:
            assert paper.source, name


def test_every_item_is_found_by_a_need_and_says_in_short_what_it_is(item: Item, catalogue: Catalogue) -> None:
    assert catalogue.needs_of(item)
    assert item.in_short
    assert item.in_short.in_locale(DEFAULT) != item.name.in_locale(DEFAULT)
    assert item.service in {service.code for service in catalogue.services}


def test_needs_are_what_residents_say_and_events_are_of_items_that_exist(catalogue: Catalogue) -> None:
    needs = [need.name.in_locale(DEFAULT) for need in catalogue.needs]
    assert needs == ["老人", "孩子", "残疾", "看病", "房子", "工作", "证件", "困难救助"]
    events = [event.name.in_locale(DEFAULT) for event in catalogue.life_events]
    assert events == ["生孩子", "退休", "身后事", "新搬来"]
    codes = {item.code for item in catalogue.items}
    assert all(len(event.items) > 1 and set(event.items) <= codes for event in catalogue.life_events)
    assert 4 <= sum(item.common for item in catalogue.items) <= 8
