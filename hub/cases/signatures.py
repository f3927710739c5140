"""The signature by finger that was given with a case, where its item asks for one."""

from contract.catalogue import Item
from contract.field_kinds import get_kind
from hub.cases.models import Case


def find_signature(case: Case) -> str:
    """Returns the answer of the form's signature, strokes or the confirmation in its place; "" where there is none."""
    form = Item.model_validate(case.item_version.content).form
    answers = (case.answers.get(field.key, "") for field in form.fields if get_kind(field.kind).signs_form)
    return next((str(answer) for answer in answers if answer), "")
