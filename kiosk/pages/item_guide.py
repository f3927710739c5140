"""The guide to an item for who comes for the first time: what it is, who, what to bring, how long, where to go first.
The rows that the law wants stand on a page behind it."""

from datetime import date, timedelta

from contract.catalogue import Catalogue, Item, Limit, LimitUnit, RequiredPaper
from contract.text import Text
from kiosk import clock
from kiosk.pages.item_names import name_departments
from kiosk.pages.kinds import GuidePage
from kiosk.pages.language import _, language, ngettext
from kiosk.pages.page_parts import Choice, TextSection
from kiosk.pages.wording import limit, provisional_note

MORE = "more"


def guide_page(
    item: Item, catalogue: Catalogue, action: str, why_not: str = "", beside: Choice | None = None
) -> GuidePage:
    more = Choice(MORE, _("More about it"), _("Steps, limits by law, legal basis, complaints"), "document")
    sections = _list_plain(item, name_departments(item, catalogue), catalogue.provisional_from)
    title = item.name.in_locale(language())
    return GuidePage(title, sections=_filled(sections), action=action, why_not=why_not, beside=beside, more=more)


def legal_page(item: Item) -> GuidePage:
    sections = _filled(_list_legal(item))
    return GuidePage(item.name.in_locale(language()), sections=sections, action=_("Back to the guide"))


def _list_plain(item: Item, department: str, provisional_from: date | None) -> tuple[TextSection, ...]:
    return (
        _section(item, "in_short", _("In short"), item.in_short),
        _section(item, "audience conditions", _("Who can apply"), item.audience, *item.conditions),
        TextSection(_("What to bring"), tuple(map(_paper, item.papers)) or (_("Nothing"),)),
        TextSection(_("How long it takes"), (*_limits(item), *_provisional(item, provisional_from))),
        _section(item, "place_and_time", _("Where to go first"), item.place_and_time),
        _section(item, "fee", _("What it costs"), item.fee),
        _section(item, "result", _("What you get"), item.result),
        _section(item, "ask", _("Questions"), item.ask),
        TextSection(_("Department"), (department,)),
    )


def _list_legal(item: Item) -> tuple[TextSection, ...]:
    return (
        _section(item, "steps", _("Steps"), *_steps(item)),
        _section(item, "special_procedure", _("Special procedure"), item.special_procedure),
        TextSection(_("Time by law"), (limit(item.statutory),)),
        _section(item, "handle_type", _("Ways to apply"), item.handle_type),
        _section(item, "handle_area", _("Taken in at"), item.handle_area),
        _section(item, "basis", _("Legal basis"), item.basis),
        _section(item, "complain", _("Complaints"), item.complain),
        _section(item, "task_type", _("Kind of matter"), item.task_type),
    )


def _filled(sections: tuple[TextSection, ...]) -> tuple[TextSection, ...]:
    return tuple(section for section in sections if any(section.lines))


def _section(item: Item, names: str, heading: str, *lines: Text | None) -> TextSection:
    """Returns fields of the item, whose names stand in `names`; where one is only a sample, the heading says so."""
    if set(names.split()) & set(item.illustrative):
        heading = _("{heading} (sample text)").format(heading=heading)
    return TextSection(heading, tuple(line.in_locale(language()) for line in lines if line))


def _steps(item: Item) -> tuple[Text, ...]:
    return tuple(
        Text({tag: f"{number}. {wording}" for tag, wording in step.name.root.items()})
        for number, step in enumerate(item.steps, start=1)
    )


def _paper(paper: RequiredPaper) -> str:
    words = paper.name.in_locale(language())
    if paper.note:
        words = _("{paper} ({note})").format(paper=words, note=paper.note.in_locale(language()))
    return _("{paper} – your card is enough").format(paper=words) if paper.on_card else words


def _provisional(item: Item, provisional_from: date | None) -> tuple[str, ...]:
    """Returns a note where a limit that began today would reach into a year whose days off are not announced."""
    days = max(_least_days(item.promised), _least_days(item.statutory))
    reaches = provisional_from is not None and clock.today() + timedelta(days=days) >= provisional_from
    return (provisional_note(),) if reaches else ()


def _least_days(limit: Limit) -> int:
    """Returns the calendar days that a limit takes where no holiday lies in it."""
    weekends = 2 * (limit.days // 5) if limit.unit is LimitUnit.WORKING_DAYS else 0
    return limit.days + weekends


def _limits(item: Item) -> tuple[str, ...]:
    lines = [limit(item.promised)]
    if item.visits is not None:
        visits = ngettext("{count} visit in person", "{count} visits in person", item.visits).format(count=item.visits)
        lines.append(visits if item.visits else _("No visit in person is needed"))
    if item.by_appointment:
        lines.append(_("You can make an appointment"))
    return tuple(lines)
