"""A form with invented answers, one field of most kinds."""

from typing import Any

from contract.forms import Field, FieldKind, Option
from contract.places import KnownPlace, PlaceArea, PlaceBook
from contract.text import Text
from kiosk.pages import kinds
from kiosk.pages.page_parts import FilledField


def _field(key: str, label: str, kind: FieldKind, **more: Any) -> Field:
    return Field(key=key, label=Text.plain(label), kind=kind, **more)


_REASONS = (
    ("fire", "火灾"),
    ("accident", "交通事故"),
    ("illness", "重大疾病"),
    ("schooling", "教育支出"),
    ("other", "其他原因"),
)
_BOUND = tuple(Option(value=key, label=Text.plain(label)) for key, label in _REASONS)
FORM_FIELDS = (
    FilledField("姓名", _field("name", "姓名", FieldKind.TEXT), "张䶮", "来自身份证", locked=True),
    FilledField(
        "身份证号码",
        _field("number", "身份证号码", FieldKind.IDENTITY_NUMBER),
        "11010519491231002X",
        "来自身份证",
        locked=True,
    ),
    FilledField(
        "联系电话",
        _field("phone", "联系电话", FieldKind.PHONE),
        "13800001234",
        "上次填写",
        help="办理过程中我们会打这个电话",
    ),
    FilledField("困难原因", _field("reason", "困难原因", FieldKind.CHOICE, options=_BOUND), ""),
    FilledField(
        "需要哪些帮助",
        _field("needs", "需要哪些帮助", FieldKind.CHOICES, options=_BOUND),
        ("fire", "illness"),
    ),
    FilledField(
        "发生日期", _field("day", "发生日期", FieldKind.DATE, latest_days=0), "", help="不记得具体日期的，填大概的日期"
    ),
    FilledField("家庭人口", _field("members", "家庭人口", FieldKind.INTEGER), "3"),
    FilledField("申请金额（元）", _field("amount", "申请金额（元）", FieldKind.MONEY), ""),
    FilledField("银行卡号", _field("bank_card", "银行卡号", FieldKind.BANK_CARD), "4111111111111111"),
    FilledField("是否享受低保", _field("dibao", "是否享受低保", FieldKind.YES_NO), ""),
    FilledField(
        "现住址",
        _field("address", "现住址", FieldKind.TEXT, max_length=100),
        "青石街道梧桐路18号3幢502室",
        "来自身份证",
    ),
    FilledField(
        "情况说明",
        _field("story", "情况说明", FieldKind.LONG_TEXT, required=False, max_length=300),
        "",
        help="简单写明发生了什么、现在有什么困难",
    ),
)


HOUSEHOLD = FilledField(
    "家庭成员",
    _field("family", "家庭成员", FieldKind.HOUSEHOLD),
    "王芳 配偶 11010519491231002X\n张小明 儿子\n欧阳娜娜 义女",
    help="不包括您自己",
)
SIGNATURE = FilledField(
    "本人签名",
    _field("signature", "本人签名", FieldKind.SIGNATURE),
    "150,240 180,110 210,250 250,130 300,260;360,100 370,280 450,180 520,100 540,300;620,200 900,190",
    help="本人授权核对家庭经济状况",
)

_STREET = PlaceArea(code="qingshi", name=Text.plain("青石街道"))
ADDRESS = FilledField(
    "地点",
    _field("place", "地点", FieldKind.ADDRESS, max_length=100),
    "青石街道 梧桐苑3幢 ",
    help="例如：幸福路8号院3号楼东侧",
    places=PlaceBook(areas=(_STREET,), places=(KnownPlace(area="qingshi", name="梧桐苑3幢"),)),
)


def one_field(field: FilledField) -> kinds.FormPage:
    """Returns a form of this one field."""
    return kinds.FormPage("临时救助 · 填写申请", (field,), "填好了，去核对", start_at=field.field.key)


def form(start_at: str = "", problems: dict[str, str] | None = None, *, overview: bool = False) -> kinds.FormPage:
    """Returns the sample form, opened at a field."""
    return kinds.FormPage(
        "临时救助 · 填写申请",
        FORM_FIELDS,
        "填好了，去核对",
        problems=problems or {},
        start_at=start_at,
        overview=overview,
        aside="" if overview else "暂存，以后办",
    )
