"""Forms of the dock: a card that is made up, a code that is typed. They are pages as residents fill them."""

from collections.abc import Mapping

from contract.forms import Field, FieldKind, Option
from contract.numbers import identity_check_digit
from kiosk.pages.kinds import FormPage
from kiosk.pages.language import N_, _
from kiosk.pages.page_parts import Choice, FilledField
from kiosk.pages.wording import in_all_languages

INSURANCE = "33010000000000000000YB2026ZXCV0001"  # as opaque as a real one
_TYPES = {
    "citizen": N_("Resident identity card"),
    "hk_mo_tw": N_("Residence permit, Hong Kong, Macao, Taiwan"),
    "foreigner_2017": N_("Permanent resident, 2017"),
    "foreigner_2023": N_("Permanent resident, 2023"),
    "unknown": N_("Unknown kind of card"),
}
_UNKNOWN_LETTER = "Q"
_NAME = "王䶮㐂"
_DIGITS = 17  # without its check digit


def card_form() -> FormPage:
    """Returns the form, filled so that a tap on "place" is enough; `card_fields` turns its answers into a card."""
    fields = (
        _choice("type", N_("Kind of card"), _TYPES, "citizen"),
        _field("name", N_("Full name"), FieldKind.TEXT, _NAME, max_length=60),
        _field(
            "number",
            N_("Number"),
            FieldKind.TEXT,
            "11010119880808121",
            hint=N_("Of 17 digits the check digit is added"),
            max_length=18,
        ),
        _choice("sex", N_("Sex"), {"s1": N_("Male"), "s2": N_("Female")}, "s1"),
        _field("birth", N_("Date of birth"), FieldKind.DATE, "1988-08-08"),
        _field("valid_from", N_("Valid from"), FieldKind.DATE, "2020-01-01"),
        _field(
            "valid_to",
            N_("Valid to"),
            FieldKind.DATE,
            "2040-01-01",
            hint=N_("Left empty: without end"),
            required=False,
        ),
    )
    return FormPage(_("Make up a card"), fields, _("Place it on the reader"), overview=True, cancel=False)


def card_fields(answers: Mapping[str, object]) -> dict[str, str]:
    """Returns what the reader's simulator takes for such a card."""
    values = {key: str(value) for key, value in answers.items()}
    number = values["number"].strip().upper()
    if len(number) == _DIGITS and number.isdigit():
        number += identity_check_digit(number)
    dates = {key: values.get(key, "").replace("-", "") for key in ("birth", "valid_from", "valid_to")}
    kind = values["type"] if values["type"] != "unknown" else _UNKNOWN_LETTER
    own = {"name": values["name"]}
    if kind.startswith("foreigner"):
        own["chinese_name"] = values["name"][:15]
    if kind == "foreigner_2017":
        number = number[:15]
        own["authority"] = "1500"
    return {
        "type": kind,
        **own,
        "number": number,
        "sex": values["sex"][1:],
        **dates,
        "valid_to": dates["valid_to"] or "长期",
    }


def code_form() -> FormPage:
    fields = (_field("code", N_("What the code says"), FieldKind.TEXT, "", max_length=200),)
    return FormPage(_("Type a code"), fields, _("Hold it before the scanner"), cancel=False)


def _field(
    key: str,
    label: str,
    kind: FieldKind,
    value: str,
    *,
    hint: str = "",
    required: bool = True,
    max_length: int = 60,
) -> FilledField:
    field = Field(key=key, label=in_all_languages(label), kind=kind, required=required, max_length=max_length)
    return FilledField(_(label), field, value, help=_(hint) if hint else "")


def _choice(key: str, label: str, options: Mapping[str, str], value: str) -> FilledField:
    bound = tuple(Option(value=name, label=in_all_languages(words)) for name, words in options.items())
    shown = tuple(Choice(name, _(words)) for name, words in options.items())
    field = Field(key=key, label=in_all_languages(label), kind=FieldKind.CHOICE, options=bound)
    return FilledField(_(label), field, value, options=shown)
