"""The columns of an import of residents: `number`, `name`, `checked_at`, and facts by their keys."""

from collections.abc import Iterator

from contract.forms import Field, FieldKind, Form
from contract.text import Text, text
from hub.catalogue.models import FormField
from hub.catalogue.selectors import field_data
from hub.residents.models import CARD_NUMBER
from hub.residents.services import LONGEST

CHECKED_AT = "checked_at"
NEEDED = ("number", "name")
ALSO_CALLED = {  # besides their keys and their labels
    "number": ("身份证号", "身份证号码", "公民身份号码", "居民身份证号码", "证件号", "ID card number"),
    "name": ("名字", "居民姓名", "Name"),
    "checked_at": ("核实日期", "核验日期", "Checked on"),
    "birth": ("生日", "出生年月日", "Birthday"),
    "address": ("地址", "家庭住址", "居住地址", "户籍地址"),
    "phone": ("电话号码", "联系电话", "手机", "手机号", "手机号码", "Phone", "Telephone", "Mobile"),
    "bank_card": ("银行账号", "银行卡"),
    "bank_name": ("开户行", "银行"),
    "disability_card": ("残疾证号",),
    "card_number": ("社保卡号", "社会保障号码"),
}


def _field(key: str, label: Text, kind: FieldKind = FieldKind.TEXT, length: int = 60) -> Field:
    last = 0 if kind is FieldKind.DATE else None  # no day is in the future
    needed = key in NEEDED
    return Field(key=key, label=label, kind=kind, required=needed, fact=key, max_length=length, latest_days=last)


def _build_written(field: Field, pattern: str, how: Text) -> Field:
    return field.model_copy(update={"pattern": pattern, "help": how})


_COLUMNS = (
    _field("number", text("ID number"), FieldKind.IDENTITY_NUMBER),
    _field("name", text("Full name"), length=120),
    _field(CHECKED_AT, text("Day it was checked"), FieldKind.DATE),
    _build_written(_field("sex", text("Sex")), "男|女", text("男 or 女")),
    _field("nation", text("Ethnicity"), length=20),
    _field("birth", text("Date of birth"), FieldKind.DATE),
    _field("address", text("Address"), length=200),
    _field("phone", text("Telephone number"), FieldKind.PHONE),
    _field("bank_card", text("Bank card"), FieldKind.BANK_CARD),
    _field("bank_name", text("Bank")),
    _build_written(
        _field("disability_card", text("Disability card"), length=22),
        "[0-9]{17}[0-9Xx][1-7][1-4](B[1-9])?",
        text("20 characters, and two more on a card issued again"),
    ),
    _build_written(
        _field(CARD_NUMBER, text("Social security card"), length=40),
        "[0-9A-Za-z]+",
        text("digits and letters"),
    ),
)


def columns() -> Form:
    """Returns one field a column: those above, and whatever else the catalogue's forms ask for as a fact."""
    return Form(fields=(*_COLUMNS, *_of_the_catalogue({field.key for field in _COLUMNS})))


def _of_the_catalogue(facts: set[str]) -> Iterator[Field]:
    for row in FormField.objects.exclude(fact="").exclude(kind=FieldKind.CHOICES.value):
        if row.fact not in facts:
            facts.add(row.fact)
            field = Field.model_validate(field_data(row))
            changes = {"key": row.fact, "required": False, "only_if": None}
            yield field.model_copy(update={**changes, "max_length": min(field.max_length, LONGEST)})
