"""Find one item of the catalogue, or an event of life, by need, by department or by a search."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from contract.catalogue import Catalogue, Department, Item, LifeEvent, LimitUnit, Need, Theme
from contract.channels import Entry as Place
from contract.queues import ServiceWait
from contract.search.entries import EVENT, NOTICE, PLACE, SERVICE, get_index
from kiosk import clock
from kiosk.pages.item_names import list_departments, name_departments
from kiosk.pages.kinds import BrowsePage
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, Grouping
from kiosk.pages.search_entries import CatalogueEntry, Unfound
from kiosk.pages.searchable import list_further
from kiosk.pages.ui import Back
from kiosk.pages.wording import waiting_now
from kiosk.visit import Visit
from kiosk.visits.search import count_unfound, follow, ways_on
from kiosk.visits.waits import Waits

_TILES = 6  # of what most come for
_ICONS = {"papers": "card", "hardship": "heart"}  # of needs; others have that of their code


def find_item(visit: Visit, catalogue: Catalogue, title: str) -> Item | LifeEvent:
    """Returns the item, or the event of life, that was chosen. Raises Back where there is none, or something else was
    done instead."""
    typed = ""
    while True:
        answer = _ask(visit, catalogue, title, typed)
        typed = answer.text if isinstance(answer, Unfound) else ""
        if isinstance(answer, str) and answer.startswith(EVENT):
            return next(event for event in catalogue.life_events if answer == f"{EVENT}{event.code}")
        if isinstance(answer, str) and not answer.startswith((SERVICE, NOTICE, PLACE)):
            return catalogue.item(answer)
        try:
            follow(visit, catalogue, answer)
        except Back:
            continue
        raise Back


def _ask(visit: Visit, catalogue: Catalogue, title: str, typed: str) -> str | Unfound:
    """Returns the page's answer. What was searched for in vain is counted, whether another way was taken or none."""
    waits = Waits(visit)
    page = cache(lambda _fresh: search_page(visit, catalogue, title, typed, waits.by_service))
    try:
        answer = visit.ask(page(False), renew=lambda: page(waits.heard))
    except Back as back:
        if isinstance(back.entered, Unfound):
            count_unfound(visit, back.entered.text)
        raise
    if isinstance(answer, Unfound):
        count_unfound(visit, answer.text)
    return answer


def search_page(
    visit: Visit, catalogue: Catalogue, title: str, typed: str = "", waits: Mapping[str, ServiceWait] | None = None
) -> BrowsePage:
    """Returns the search. `typed`: what was searched for before."""
    page = browse_page(catalogue, title, visit.places, ways_on(), waits)
    return replace(page, typed=typed)


def browse_page(
    catalogue: Catalogue,
    title: str,
    places: Sequence[Place] = (),
    ways: Sequence[Choice] = (),
    waits: Mapping[str, ServiceWait] | None = None,
) -> BrowsePage:
    """Returns the catalogue's page. `places`: what there is nearby; `ways`: what one can do where nothing is found;
    `waits`: how long one waits now, by service."""
    common = list_common(catalogue.items)
    return BrowsePage(
        title,
        groupings=(_by_need(catalogue) or _by_theme(catalogue), _by_department(catalogue)),
        entries=(
            *(_event_entry(event, catalogue) for event in catalogue.life_events),
            *(_entry(item, catalogue, waits or {}, is_common=True) for item in common),
            *(_entry(item, catalogue, waits or {}, is_common=False) for item in catalogue.items if item not in common),
        ),
        index=get_index(catalogue, places),
        further=tuple(list_further(catalogue, places, clock.today())),
        ways=tuple(ways),
    )


def list_common(items: Iterable[Item]) -> tuple[Item, ...]:
    """Returns what most people come for, what is done on the same day first: a few."""
    common = [item for item in items if item.common]
    return tuple(sorted(common, key=lambda item: item.promised.unit is not LimitUnit.SAME_DAY)[:_TILES])


def _by_need(catalogue: Catalogue) -> Grouping | None:
    """Returns the needs in the residents' own words; None in a catalogue that has none."""
    used = {need.code for item in catalogue.items for need in catalogue.needs_of(item)}
    groups = _groups("need", catalogue.needs, used)
    with_icons = tuple(replace(group, icon=_icon(group.key.removeprefix("need:"))) for group in groups)
    return Grouping(_("What it is about"), with_icons) if used else None


def _icon(need: str) -> str:
    return _ICONS.get(need, need)


def _by_theme(catalogue: Catalogue) -> Grouping:
    used = {key for item in catalogue.items for key in item.themes}
    return Grouping(_("By theme"), _groups("theme", catalogue.themes, used))


def _by_department(catalogue: Catalogue) -> Grouping:
    used = {code for item in catalogue.items for code in list_departments(item)}
    return Grouping(_("More: by department"), _groups("department", catalogue.departments, used))


def _groups(kind: str, groups: Sequence[Need | Theme | Department], used: set[str]) -> tuple[Choice, ...]:
    """Returns the groups that have an item: nothing leads to an empty page."""
    return tuple(Choice(f"{kind}:{g.code}", g.name.in_locale(language())) for g in groups if g.code in used)


def _event_entry(event: LifeEvent, catalogue: Catalogue) -> CatalogueEntry:
    items = catalogue.items_of(event)
    needs = dict.fromkeys(need.code for item in items for need in catalogue.needs_of(item))
    names = _(", ").join(item.name.in_locale(language()) for item in items)
    return CatalogueEntry(
        f"{EVENT}{event.code}",
        event.name.in_locale(language()),
        hint=_("All at once: {items}").format(items=names),
        pinyin="",
        groups=tuple(f"need:{need}" for need in needs),
        icon="people",
        is_event=True,
    )


def _entry(item: Item, catalogue: Catalogue, waits: Mapping[str, ServiceWait], *, is_common: bool) -> CatalogueEntry:
    wait = waits.get(item.service) if is_common and item.service else None
    waiting = waiting_now(wait.people, wait.minutes) if wait else ""
    return CatalogueEntry(
        item.code,
        item.name.in_locale(language()),
        hint=name_departments(item, catalogue),
        pinyin=item.pinyin,
        groups=(
            *(f"need:{need.code}" for need in catalogue.needs_of(item)),
            *(f"theme:{theme}" for theme in item.themes),
            *(f"department:{code}" for code in list_departments(item)),
        ),
        plain=item.in_short.in_locale(language()) if item.in_short else "",
        waiting=_("At the window: {waiting}").format(waiting=waiting) if waiting else "",
        is_common=is_common,
    )
