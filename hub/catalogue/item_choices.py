"""What can be chosen in the editor of an item."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contract.catalogue import CardRule, DayOffRule, LimitUnit, Privacy
from contract.field_kinds import get_kind
from contract.fields import FieldKind
from contract.finder import FINDER_FORM
from contract.text import Text
from hub.catalogue.models import CARD_RULES, KINDS, PRIVACIES, Department, Service, Theme
from hub.catalogue.parts import OWN, Choice, Choosing, wording_of
from hub.core.wording import head_words

JOINT = "="  # between a question's key and the answer on which another one hangs


def _rows(model: Any) -> list[Choice]:
    return [(row.code, str(row.name.in_locale(get_language() or ""))) for row in model.objects.all()]


def list_departments(_choosing: Choosing) -> list[Choice]:
    return _rows(Department)


def list_offices(_choosing: Choosing) -> list[Choice]:
    return [(OWN, _("the item's own department")), *_rows(Department)]


def list_themes(_choosing: Choosing) -> list[Choice]:
    return _rows(Theme)


def list_services(_choosing: Choosing) -> list[Choice]:
    return _rows(Service)


def list_units(_choosing: Choosing) -> list[Choice]:
    return [
        (LimitUnit.WORKING_DAYS.value, _("working days")),
        (LimitUnit.DAYS.value, _("calendar days")),
        (LimitUnit.SAME_DAY.value, _("on the same day")),
    ]


def list_days_off(_choosing: Choosing) -> list[Choice]:
    return [
        (DayOffRule.STAYS.value, _("ends on the day off itself")),
        (DayOffRule.NEXT_WORKING_DAY.value, _("ends on the next working day")),
    ]


def list_privacies(_choosing: Choosing) -> list[Choice]:
    return [(privacy.value, PRIVACIES[privacy]) for privacy in Privacy]


def list_cards(_choosing: Choosing) -> list[Choice]:
    return [(rule.value, CARD_RULES[rule]) for rule in CardRule]


def list_kinds(_choosing: Choosing) -> list[Choice]:
    return [(kind.value, KINDS[kind]) for kind in FieldKind]


def list_facts(_choosing: Choosing) -> list[Choice]:
    return [
        ("name", _("full name")),
        ("number", _("ID number")),
        ("address", _("address")),
        ("phone", _("Telephone")),
        ("bank_card", _("bank card")),
        ("bank_name", _("name of the bank")),
        ("disability_card", _("disability card")),
    ]


def list_answers_before(choosing: Choosing) -> list[Choice]:
    """Returns the answers of the questions before this one that can be chosen."""
    language = get_language() or ""
    choices: list[Choice] = []
    for field in choosing.content["form"]["fields"][: choosing.place]:
        label = wording_of(field["label"], language)
        choices += [
            (f"{field['key']}{JOINT}{value}", head_words(label, words)) for value, words in _answers(field, language)
        ]
    return choices


def _answers(field: dict[str, Any], language: str) -> Iterator[tuple[str, str]]:
    kind = field["kind"]
    if kind not in list(FieldKind):
        return
    if get_kind(FieldKind(kind)).has_options:
        yield from ((option["value"], wording_of(option["label"], language)) for option in field["options"])
    elif kind == FieldKind.YES_NO:
        options = get_kind(FieldKind.YES_NO).options(None)  # type: ignore[arg-type]  # the same for every field
        yield from ((option.value, option.label.in_locale(language)) for option in options)


def list_finder_questions(_choosing: Choosing) -> list[Choice]:
    return [(field.key, _spoken(field.label)) for field in FINDER_FORM.fields]


def list_finder_answers(choosing: Choosing) -> list[Choice]:
    """Returns those of the question of the rule, once it is chosen."""
    questions = [field for field in FINDER_FORM.fields if field.key == choosing.row.get("question")]
    return [(option.value, _spoken(option.label)) for field in questions for option in field.options]


def _spoken(text: Text) -> str:
    return text.in_locale(get_language() or "")
