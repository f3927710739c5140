"""A small catalogue, invented people, and what they hand in."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from contract.cases import Submission
from contract.catalogue import CardRule, Catalogue, Department, Item, Limit, LimitUnit, Notice, Service, Theme
from contract.forms import Field, FieldKind, Form
from contract.numbers import identity_check_digit
from contract.people import Person, PersonKind
from contract.text import Text

GRANT, REPORT = "000111222333", "000111222444"


def both(zh: str, en: str = "") -> Text:
    return Text({"zh-Hans": zh, "en": en})


def an_item(code: str, **changes: Any) -> Item:
    """Returns an item with every text there has to be."""
    names = ("audience", "basis", "fee", "result", "place_and_time", "ask", "complain")
    texts: dict[str, Any] = {name: both(f"{name} 说明") for name in names}
    item = Item(
        code=code,
        version=1,
        name=both("临时补助", "Grant"),
        pinyin="lin shi bu zhu",
        department="civil",
        themes=("aid", "family"),
        conditions=(both("生活困难"),),
        papers=(),
        statutory=Limit(unit=LimitUnit.WORKING_DAYS, days=30),
        promised=Limit(unit=LimitUnit.WORKING_DAYS, days=5),
        **texts,
    )
    return item.model_copy(update=changes)


_FORM = Form(
    fields=(
        Field(key="name", label=both("姓名", "Name"), kind=FieldKind.TEXT, fact="name", max_length=30),
        Field(key="phone", label=both("电话", "Phone"), kind=FieldKind.PHONE, fact="phone"),
        Field(key="reason", label=both("事由", "Reason"), kind=FieldKind.LONG_TEXT, required=False, max_length=200),
    )
)
_REPORT = Form(
    fields=(
        Field(key="what", label=both("事件", "What"), kind=FieldKind.LONG_TEXT, max_length=300),
        Field(key="phone", label=both("电话", "Telephone"), kind=FieldKind.PHONE, required=False),
    )
)

CATALOGUE = Catalogue(
    version="",
    themes=(Theme(code="family", name=both("家庭")), Theme(code="aid", name=both("救助"))),
    departments=(Department(code="civil", name=both("民政", "Civil affairs")),),
    items=(
        an_item(GRANT, form=_FORM),
        an_item(REPORT, form=_REPORT, card=CardRule.NONE, name=both("反映诉求"), promised=Limit(unit=LimitUnit.DAYS)),
    ),
    services=(
        Service(code="advice", name=both("综合"), prefix="A", zone=both("一号区", "Zone 1")),
        Service(code="bulk", name=both("批量"), prefix="B", zone=both("二号区", "Zone 2")),
    ),
    notices=(Notice(title=both("公告"), body=both("内容"), since=date(2026, 1, 1)),),
)


def a_number(order: int = 123, birth: str = "19790305") -> str:
    first17 = f"110101{birth}{order:03d}"
    return first17 + identity_check_digit(first17)


def a_person(**changes: Any) -> Person:
    person = Person(
        kind=PersonKind.CITIZEN,
        name="赵㐂䶮",
        number=a_number(),
        sex="男",
        birth=date(1979, 3, 5),
        address="某省某市某街道9号",
        valid_from=date(2020, 1, 1),
        valid_to=date(2040, 1, 1),
    )
    return person.model_copy(update=changes)


def a_submission(**changes: Any) -> Submission:
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    submission = Submission(
        id=uuid4(),
        item=GRANT,
        item_version=1,
        applicant=a_person(),
        answers={"name": "赵㐂䶮", "phone": "13912345678", "reason": "家里失火了"},
        stated_at=at,
        submitted_at=at,
    )
    return submission.model_copy(update=changes)
