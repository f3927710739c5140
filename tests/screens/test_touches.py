"""A question of each kind takes as many touches on the screen as `tests.touch_costs` says."""

from typing import Any

from contract.field_kinds import get_kind
from contract.field_kinds.inputs import KeyboardEditor, MemberTable, NumberPad, OptionButtons, SignaturePad
from contract.field_kinds.signature import CONFIRMED
from contract.fields import Answer, Field, FieldKind
from contract.forms import Form
from contract.queues import ServiceWait
from hub.catalogue.starter import starter_catalogue
from kiosk.pages import language
from kiosk.pages.form_filling import form_fields
from kiosk.pages.kinds import FormPage
from kiosk.visits.find import browse_page
from screens.clock_text import today
from tests.screens.test_answers_alike import a_field
from tests.touch_costs import TILES_SEEN, count_touches

OPTIONAL = a_field(FieldKind.TEXT).model_copy(update={"key": "optional", "required": False})
ASKED = [kind for kind in FieldKind if not get_kind(kind).takes_files]  # those come on the page of the papers
FORM = Form(fields=(*map(a_field, ASKED), OPTIONAL))


def touches_for(field: Field) -> tuple[list[str], Answer]:
    """Returns the keys to tap for an answer, without the one that leads on, and the answer."""
    kind = get_kind(field.kind)
    if not field.required:
        return [], ""
    if isinstance(kind.editor, OptionButtons):
        option = next(option.value for option in (field.options or kind.options(field)))
        return [option], (option,) if kind.editor.several else option
    if isinstance(kind.editor, MemberTable):
        return ["member_add", "spouse", "key_a", "action", "action"], "a 配偶"
    if isinstance(kind.editor, SignaturePad):
        return [CONFIRMED], CONFIRMED
    answer = "a" if isinstance(kind.editor, KeyboardEditor) else str(kind.sample(field, today()))
    typed = kind.editor.parse_answer(answer) if isinstance(kind.editor, NumberPad) else answer
    return [f"key_{sign}" for sign in typed], answer


def test_each_kind_of_question_takes_the_touches_that_are_counted(portrait: Any) -> None:
    language.activate("en")  # whose keyboard types letters
    try:
        portrait.show(FormPage("填写", form_fields(FORM, {}, {}), "继续"))
        for field in sorted(FORM.fields, key=lambda field: field.kind is FieldKind.SIGNATURE):  # signed at the end
            keys, answer = touches_for(field)
            for key in [*keys, "action"][: count_touches(field, answer)]:
                assert portrait.answers() == []
                portrait.tap(key)
        assert len(portrait.answers()) == 1
    finally:
        language.activate("zh-Hans")


def test_what_most_come_for_is_seen_without_scrolling(portrait: Any) -> None:
    from screens.probe import targets

    language.activate("zh-Hans")
    catalogue = starter_catalogue()
    waits = {service.code: ServiceWait(service=service.code, people=12, minutes=48) for service in catalogue.services}
    page = browse_page(catalogue, "办理事项", waits=waits)
    portrait.show(page)
    seen = {target.key for target in targets(portrait.stage)}
    assert {entry.key for entry in [entry for entry in page.entries if entry.is_common][:TILES_SEEN]} <= seen
