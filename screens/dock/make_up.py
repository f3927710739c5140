"""Forms of the dock: a card that is made up, a code that is typed. They are pages as residents fill them."""

from collections.abc import Mapping

from contract.forms import Field, FieldKind, Option
from contract.numbers import identity_check_digit
from contract.text import Text
from kiosk.pages.kinds import Choice, FormField, FormPage
from kiosk.pages.language import _, language

INSURANCE = "33010000000000000000YB2026ZXCV0001"  # as opaque as a real one
_TYPES = {
    "citizen": Text(zh="居民身份证", en="Identity card"),
    "hk_mo_tw": Text(zh="港澳台居民居住证", en="Residence permit, Hong Kong, Macao, Taiwan"),
    "foreigner_2017": Text(zh="外国人永久居留证（2017）", en="Permanent resident, 2017"),
    "foreigner_2023": Text(zh="外国人永久居留证（2023）", en="Permanent resident, 2023"),
    "unknown": Text(zh="未知类型的卡", en="Unknown kind of card"),
}
_UNKNOWN_LETTER = "Q"
_NAME = "王䶮㐂"
_DIGITS = 17  # without its check digit


def card_form() -> FormPage:
    """Filled so that a tap on "place" is enough; `card_fields` turns its answers into a card."""
    fields = (
        _choice("type", Text(zh="卡的类型", en="Kind of card"), _TYPES, "citizen"),
        _field("name", Text(zh="姓名", en="Name"), FieldKind.TEXT, _NAME, max_length=60),
        _field(
            "number",
            Text(zh="号码", en="Number"),
            FieldKind.TEXT,
            "11010119880808121",
            hint=Text(zh="只写17位，就补上正确的校验码", en="Of 17 digits the check digit is added"),
            max_length=18,
        ),
        _choice(
            "sex", Text(zh="性别", en="Sex"), {"s1": Text(zh="男", en="Male"), "s2": Text(zh="女", en="Female")}, "s1"
        ),
        _field("birth", Text(zh="出生日期", en="Date of birth"), FieldKind.DATE, "1988-08-08"),
        _field("valid_from", Text(zh="有效期起", en="Valid from"), FieldKind.DATE, "2020-01-01"),
        _field(
            "valid_to",
            Text(zh="有效期止", en="Valid to"),
            FieldKind.DATE,
            "2040-01-01",
            hint=Text(zh="留空为长期", en="Left empty: without end"),
            required=False,
        ),
    )
    return FormPage(_("Make up a card"), fields, _("Place it on the reader"), cancel=False)


def card_fields(answers: Mapping[str, object]) -> dict[str, str]:
    """What the reader's simulator takes for such a card."""
    said = {key: str(value) for key, value in answers.items()}
    number = said["number"].strip().upper()
    if len(number) == _DIGITS and number.isdigit():
        number += identity_check_digit(number)
    dates = {key: said.get(key, "").replace("-", "") for key in ("birth", "valid_from", "valid_to")}
    kind = said["type"] if said["type"] != "unknown" else _UNKNOWN_LETTER
    own = {"name": said["name"]}
    if kind.startswith("foreigner"):
        own["chinese_name"] = said["name"][:15]
    if kind == "foreigner_2017":
        number = number[:15]
        own["authority"] = "1500"
    return {
        "type": kind,
        **own,
        "number": number,
        "sex": said["sex"][1:],
        **dates,
        "valid_to": dates["valid_to"] or "长期",
    }


def code_form() -> FormPage:
    fields = (_field("code", Text(zh="码的内容", en="What the code says"), FieldKind.TEXT, "", max_length=200),)
    return FormPage(_("Type a code"), fields, _("Hold it before the scanner"), cancel=False)


def _field(
    key: str,
    label: Text,
    kind: FieldKind,
    value: str,
    *,
    hint: Text | None = None,
    required: bool = True,
    max_length: int = 60,
) -> FormField:
    field = Field(key=key, label=label, kind=kind, required=required, max_length=max_length)
    return FormField(label.in_locale(language()), field, value, help=hint.in_locale(language()) if hint else "")


def _choice(key: str, label: Text, options: Mapping[str, Text], value: str) -> FormField:
    bound = tuple(Option(value=name, label=words) for name, words in options.items())
    shown = tuple(Choice(name, words.in_locale(language())) for name, words in options.items())
    field = Field(key=key, label=label, kind=FieldKind.CHOICE, options=bound)
    return FormField(label.in_locale(language()), field, value, options=shown)
