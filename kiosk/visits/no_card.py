"""Without any card: it is lost, or it is a child's or a foreigner's. What is possible all the same: a window with a
number, to be called back, and the items of the catalogue that need no card."""

from collections.abc import Iterable
from uuid import uuid4

from contract.cases import case_code
from contract.catalogue import CardRule, Catalogue, Item
from contract.channels import REQUEST_FORM, Question
from contract.forms import Form
from kiosk.pages.fault_text import hub_away_briefly
from kiosk.pages.kinds import MenuPage
from kiosk.pages.language import _, in_language, language
from kiosk.pages.next_step import NextStep
from kiosk.pages.page_parts import Choice
from kiosk.pages.ui import Back
from kiosk.visit import Visit
from kiosk.visits.consult import fill_in, show_code
from kiosk.visits.own_cases import by_number
from kiosk.visits.questions import ApplicationDraft
from kiosk.visits.queueing import queueing
from kiosk.visits.saved_drafts import draft_from
from languages.registry import DEFAULT

_WINDOW, _CALL, _TRACK = "/window", "/call", "/track"  # no item has such a code
_CONTACT = Form(fields=tuple(field for field in REQUEST_FORM.fields if field.key in ("name", "phone")))


def go_without(visit: Visit, catalogue: Catalogue, item: Item) -> ApplicationDraft | None:
    """Returns the draft of what is applied for instead; None where something else was done. Raises Back."""
    possible = {other.code: other for other in catalogue.items if other.card is CardRule.NONE}
    while True:
        key = visit.ask(ways_page(possible.values(), visit.hub_link.heartbeat.away))
        try:
            if key in possible:
                return ApplicationDraft(possible[key])
            if key == _WINDOW:
                queueing(visit)
            elif key == _CALL:
                ask_for_call(visit, item)
            elif own := by_number(visit):
                return draft_from(visit, own)
        except Back:
            continue
        return None


def ways_page(possible: Iterable[Item], away: bool | None) -> MenuPage:
    """Returns the ways. `possible`: the items that need no card."""
    out = hub_away_briefly() if away else ""
    items = (Choice(item.code, item.name.in_locale(language()), _("No card is needed"), "apply") for item in possible)
    return MenuPage(
        _("Without a card"),
        choices=(
            Choice(_WINDOW, _("Go to a window"), _("Take a number; staff find another way"), "ticket"),
            Choice(_CALL, _("Be called back"), _("Leave your name and telephone"), "phone"),
            *items,
            Choice(_TRACK, _("Track a case"), _("With the number on your receipt"), "track", out),
        ),
    )


def ask_for_call(visit: Visit, item: Item) -> None:
    """Takes a request to be called back, which staff see among the questions. Raises Back, NoRoom."""
    answers = fill_in(visit, _CONTACT, _("Be called back"), {})
    name = str(answers["name"])
    wish = in_language(
        DEFAULT,
        lambda: _("{name} has no card here, and asks to be called about: {item}").format(
            name=name, item=item.name.in_locale(DEFAULT)
        ),
    )
    question = Question(id=uuid4(), text=wish, phone=str(answers["phone"]), item=item.code, asked_at=visit.now())
    step = NextStep(_("Please wait for our call. With this number you can also read here what staff say."))
    show_code(visit, _("You will be called back"), case_code(question.id), step, visit.send(question))
