"""What one may be entitled to: six plain questions, without a card and without anything being kept."""

from contract.answers import clean_answers
from contract.catalogue import Catalogue
from contract.finder import FINDER_FORM, Finding, list_findings
from contract.forms import Answer
from contract.text import Text
from kiosk.pages.form_filling import form_fields
from kiosk.pages.kinds import FormPage, ListPage, MenuPage
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import ListRow, Tone
from kiosk.pages.search_entries import Unfound
from kiosk.pages.ui import Back
from kiosk.visit import Visit
from kiosk.visits.apply import apply_or_go_without
from kiosk.visits.questions import ApplicationDraft
from kiosk.visits.search import follow, ways_on


def find_entitlements(visit: Visit) -> None:
    """Asks the questions and shows the findings. Raises Back."""
    catalogue = visit.catalogue
    if catalogue is None:
        return
    answers: dict[str, Answer] = {}
    while True:
        answers = clean_answers(FINDER_FORM, visit.ask(questions_page(answers)))
        try:
            show_findings(visit, catalogue, list_findings(catalogue, answers))
        except Back:
            continue
        return


def questions_page(answers: dict[str, Answer]) -> FormPage:
    """Returns the questions. Where all is answered, the page opens at the last question."""
    last = FINDER_FORM.fields[-1].key if answers else ""
    trail = tuple(field.key for field in FINDER_FORM.fields[:-1]) if answers else ()
    fields = form_fields(FINDER_FORM, answers, {})
    return FormPage(_("What may I get?"), fields=fields, action=_("Show what fits"), start_at=last, trail=trail)


def show_findings(visit: Visit, catalogue: Catalogue, findings: tuple[Finding, ...]) -> None:
    """Shows the findings. Each leads to its guide; where there is none, there is somebody to ask. Raises Back."""
    page = findings_page(findings) if findings else nothing_page()
    while True:
        key = visit.ask(page)
        try:
            if findings:
                apply_or_go_without(visit, catalogue, ApplicationDraft(catalogue.item(key)))
            else:
                follow(visit, catalogue, Unfound("", key))
        except Back:
            continue
        return


def findings_page(findings: tuple[Finding, ...]) -> ListPage:
    return ListPage(_("This may be for you"), rows=tuple(map(_row, findings)))


def nothing_page() -> MenuPage:
    return MenuPage(_("Nothing was found by these answers. The staff know of more:"), choices=ways_on())


def _row(finding: Finding) -> ListRow:
    lines = [finding.item.in_short.in_locale(language())] if finding.item.in_short else []
    if finding.why:
        lines.append(_("Because: {why}").format(why=_joined(finding.why)))
    if finding.missing:
        lines.append(_("Still needed: {what}").format(what=_joined(finding.missing)))
    badge = _("Something is missing") if finding.missing else _("May be for you")
    tone = Tone.CALM if finding.missing else Tone.GOOD
    name = finding.item.name.in_locale(language())
    return ListRow(name, "\n".join(lines), badge=badge, key=finding.item.code, tone=tone)


def _joined(wordings: tuple[Text, ...]) -> str:
    return _("; ").join(wording.in_locale(language()) for wording in wordings)
