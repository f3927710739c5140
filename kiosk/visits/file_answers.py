"""The answers to fields that hold files: what came on the page of the papers, or that it is brought to the counter."""

from contract.catalogue import Item
from contract.field_kinds.files import LATER, build_answer
from contract.fields import Answer, Answers
from contract.file_fields import list_file_fields, list_missing_files, list_not_asked, put_later
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, Tone
from kiosk.visit import Visit
from kiosk.visits.papers import PhoneUpload

_BACK = "papers"


def build_file_answers(item: Item, answers: Answers, upload: PhoneUpload) -> dict[str, Answer]:
    """Returns the answers with those of what has come, and without what came for a field that is not asked any more."""
    not_asked = list_not_asked(item, answers)
    filled = dict(answers)
    for position, field in list_file_fields(item):
        if value := "" if position in not_asked else build_answer(upload.list_files(position)):
            filled[field.key] = value
        elif filled.get(field.key) != LATER or position in not_asked:
            filled.pop(field.key, None)
    return filled


def ask_for_missing(visit: Visit, item: Item, answers: Answers, *, may_go_back: bool) -> dict[str, Answer] | None:
    """Returns the answers in which all that is missing is brought to the counter; None where the resident hands it in
    now after all. Raises Back."""
    missing = list_missing_files(item, answers)
    if missing:
        names = "\n".join(field.label.in_locale(language()) for field in missing)
        later = Choice("", _("I bring it to the counter later"))
        here = (Choice(_BACK, _("Hand it in now")), later) if may_go_back else (later,)
        if visit.tell(_("Still missing"), names, *here, tone=Tone.CALM, back=True) == _BACK:
            return None
    return put_later(item, answers)
