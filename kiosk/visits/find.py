"""Find one item of the catalogue, by theme, by department or by a search; and read its guide."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from contract.catalogue import Catalogue, Department, Item, Limit, LimitUnit, RequiredPaper, Theme
from contract.channels import Entry as Place
from contract.search.entries import NOTICE, PLACE, SERVICE, get_index
from contract.text import Text
from kiosk import clock
from kiosk.pages.kinds import BrowsePage, Choice, Grouping, GuidePage, TextSection
from kiosk.pages.language import _, language, ngettext
from kiosk.pages.search_entries import CatalogueEntry, Unfound
from kiosk.pages.searchable import list_further
from kiosk.pages.ui import Back
from kiosk.pages.wording import limit, provisional_note
from kiosk.visit import Visit
from kiosk.visits.search import count_unfound, follow, ways_on


def find_item(visit: Visit, catalogue: Catalogue, title: str) -> Item:
    """Returns the item that was chosen. Raises Back where there is none, or something else was done instead."""
    typed = ""
    while True:
        answer = _ask(visit, search_page(visit, catalogue, title, typed))
        typed = answer.text if isinstance(answer, Unfound) else ""
        if isinstance(answer, str) and not answer.startswith((SERVICE, NOTICE, PLACE)):
            return catalogue.item(answer)
        try:
            follow(visit, catalogue, answer)
        except Back:
            continue
        raise Back


def _ask(visit: Visit, page: BrowsePage) -> str | Unfound:
    """Returns the page's answer. What was searched for in vain is counted, whether another way was taken or none."""
    try:
        answer = visit.ask(page)
    except Back as back:
        if isinstance(back.entered, Unfound):
            count_unfound(visit, back.entered.text)
        raise
    if isinstance(answer, Unfound):
        count_unfound(visit, answer.text)
    return answer


def search_page(visit: Visit, catalogue: Catalogue, title: str, typed: str = "") -> BrowsePage:
    """`typed`: what was searched for before."""
    return replace(browse_page(catalogue, title, visit.places, ways_on()), typed=typed)


def browse_page(
    catalogue: Catalogue, title: str, places: Sequence[Place] = (), ways: Sequence[Choice] = ()
) -> BrowsePage:
    """`places`: what there is nearby; `ways`: what one can do where nothing is found."""
    departments = _names(catalogue)
    return BrowsePage(
        title,
        groupings=(
            Grouping(
                _("By theme"), _groups("theme", catalogue.themes, {key for i in catalogue.items for key in i.themes})
            ),
            Grouping(
                _("By department"),
                _groups("department", catalogue.departments, {code for i in catalogue.items for code in working_on(i)}),
            ),
        ),
        entries=tuple(_entry(item, departments) for item in catalogue.items),
        index=get_index(catalogue, places),
        further=tuple(list_further(catalogue, places, clock.today())),
        ways=tuple(ways),
    )


def guide_page(
    item: Item, catalogue: Catalogue, action: str, why_not: str = "", beside: Choice | None = None
) -> GuidePage:
    sections = _sections(item, _named(item, _names(catalogue)), catalogue.provisional_from)
    return GuidePage(item.name.in_locale(language()), sections=sections, action=action, why_not=why_not, beside=beside)


def working_on(item: Item) -> tuple[str, ...]:
    """Returns the codes of the departments that have a part in it, its own first."""
    return tuple(dict.fromkeys((item.department, *(step.department for step in item.steps if step.department))))


def _names(catalogue: Catalogue) -> dict[str, str]:
    return {department.code: department.name.in_locale(language()) for department in catalogue.departments}


def _named(item: Item, names: dict[str, str]) -> str:
    return _(", ").join(names[code] for code in working_on(item) if code in names)


def _groups(kind: str, groups: Sequence[Theme | Department], used: set[str]) -> tuple[Choice, ...]:
    """Only groups that have an item: nothing leads to an empty page."""
    return tuple(
        Choice(f"{kind}:{g.code}", g.name.in_locale(language()), icon=g.code) for g in groups if g.code in used
    )


def _entry(item: Item, departments: dict[str, str]) -> CatalogueEntry:
    groups = tuple(f"theme:{theme}" for theme in item.themes)
    return CatalogueEntry(
        item.code,
        item.name.in_locale(language()),
        hint=_named(item, departments),
        pinyin=item.pinyin,
        groups=(*groups, *(f"department:{code}" for code in working_on(item))),
    )


def _sections(item: Item, department: str, provisional_from: date | None) -> tuple[TextSection, ...]:
    sections = (
        _section(item, "audience", _("For whom"), item.audience),
        _section(item, "conditions", _("Conditions"), *item.conditions),
        TextSection(_("Papers you need"), tuple(_paper(paper) for paper in item.papers)),
        TextSection(_("Time"), (*_limits(item), *_provisional(item, provisional_from))),
        _section(item, "fee", _("Fee"), item.fee),
        _section(item, "result", _("Result"), item.result),
        _section(item, "steps", _("Steps"), *_steps(item)),
        _section(item, "special_procedure", _("Special procedure"), item.special_procedure),
        _section(item, "place_and_time", _("Where and when"), item.place_and_time),
        _section(item, "handle_type", _("Ways to apply"), item.handle_type),
        _section(item, "handle_area", _("Taken in at"), item.handle_area),
        TextSection(_("Department"), (department,)),
        _section(item, "ask", _("Questions"), item.ask),
        _section(item, "complain", _("Complaints"), item.complain),
        _section(item, "basis", _("Legal basis"), item.basis),
        _section(item, "task_type", _("Kind of matter"), item.task_type),
    )
    return tuple(section for section in sections if any(section.lines))


def _section(item: Item, name: str, heading: str, *lines: Text | None) -> TextSection:
    """Returns a field of the item; where it is only a sample, its heading says so."""
    if name in item.illustrative:
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
    lines = [
        _("Promised: {limit}").format(limit=limit(item.promised)),
        _("By law: {limit}").format(limit=limit(item.statutory)),
    ]
    if item.visits is not None:
        visits = ngettext("{count} visit in person", "{count} visits in person", item.visits).format(count=item.visits)
        lines.append(visits if item.visits else _("No visit in person is needed"))
    if item.by_appointment:
        lines.append(_("You can make an appointment"))
    return tuple(lines)
