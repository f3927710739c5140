"""One form for several items: a fact about the person is asked once, any other question says which item it is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contract.answers import clean_answers
from contract.catalogue import CardRule, Item, LifeEvent
from contract.field_kinds import get_kind
from contract.fields import Answers, Field
from contract.forms import Answer, Form
from contract.rules import AGENT, AGENT_NAME, AGENT_NUMBER
from contract.text import Text

_STRICTEST = (CardRule.VALID, CardRule.ANY, CardRule.NONE)
_OF_AGENT = (AGENT, AGENT_NAME, AGENT_NUMBER, "agent_phone")  # who acts for somebody applies item by item


@dataclass(frozen=True, slots=True)
class MergedForm:
    """`keys`: by item, each of its keys with that of the merged form."""

    form: Form
    keys: Mapping[str, Mapping[str, str]]

    def answers_of(self, item: Item, answers: Answers) -> dict[str, Answer]:
        """Returns the answers to the item's own form: applied for by the person themselves."""
        own: dict[str, Answer] = {key: answers[k] for key, k in self.keys[item.code].items() if answers.get(k)}
        return clean_answers(item.form, {**own, AGENT: "no"})


def build_joint_item(event: LifeEvent, items: Sequence[Item], form: Form) -> Item:
    """Returns what the pages of one application for all of the items show and ask for. The caller holds the person to
    each item's own rules."""
    card = min((item.card for item in items), key=_STRICTEST.index)
    none = {"min_age": None, "max_age": None, "agent_under": None}
    return items[0].model_copy(update={"name": event.name, "form": form, "card": card, **none})


def merge_forms(items: Sequence[Item]) -> MergedForm:
    fields: dict[str, Field] = {}
    of_facts: dict[tuple[object, ...], str] = {}
    keys: dict[str, dict[str, str]] = {}
    for number, item in enumerate(items):
        own = keys[item.code] = {}
        for place, field in enumerate(item.form.fields):
            if field.key in _OF_AGENT or get_kind(field.kind).takes_files:
                continue
            key = f"m{number}_{place}"
            if field.fact:
                key = of_facts.setdefault(_what_it_takes(field), key)
            own[field.key] = key
            merged = _as_merged(field, key, item, own)
            fields[key] = _asked_by_both(fields[key], merged) if key in fields else merged
    return MergedForm(Form(fields=tuple(fields.values())), keys)


def _what_it_takes(field: Field) -> tuple[object, ...]:
    """Returns what two fields of a fact must have in common to be one."""
    limits = (field.minimum, field.maximum, field.earliest_days, field.latest_days)
    return (field.fact, field.kind, field.pattern, field.options, *limits)


def _as_merged(field: Field, key: str, item: Item, keys: Mapping[str, str]) -> Field:
    only_if = field.only_if.model_copy(update={"field": keys[field.only_if.field]}) if field.only_if else None
    help_text = field.help if field.fact else _for_item(field, item)
    return field.model_copy(update={"key": key, "only_if": only_if, "help": help_text})


def _asked_by_both(one: Field, other: Field) -> Field:
    """Returns the field as strict as the stricter, and asked whenever one of them is."""
    only_if = one.only_if if one.only_if == other.only_if else None
    is_needed = (one.required and one.only_if == only_if) or (other.required and other.only_if == only_if)
    longest = min(one.max_length, other.max_length)
    return one.model_copy(update={"required": is_needed, "only_if": only_if, "max_length": longest})


def _for_item(field: Field, item: Item) -> Text:
    """Returns the name of the item, and under it the field's own help."""
    own = field.help.root if field.help else {}
    return Text({tag: "\n".join(filter(None, (name, own.get(tag, "")))) for tag, name in item.name.root.items()})
