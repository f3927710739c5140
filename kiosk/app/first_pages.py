"""The attract page and the menu, and why some of it cannot be done now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from contract.catalogue import Notice, Service
from contract.channels import Told
from contract.kiosks import Lobby
from kiosk.app.lobby_text import hours_text, waiting_rows, waiting_title
from kiosk.pages.kinds import AttractPage, MenuPage
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, NoticeText, languages


def menu_page(empty: str, no_paper: str, away: str, full: str = "", *, finder: bool = True) -> MenuPage:
    """Returns the menu. Each choice says why it cannot be taken now: there is no catalogue, no number can be printed,
    the hub is away, the disk is full. `finder`: whether the catalogue knows who is entitled to what."""
    what_fits = Choice("finder", _("What may I get?"), _("Six questions, and what fits"), "heart", empty)
    return MenuPage(
        _("What would you like to do?"),
        choices=(
            Choice("apply", _("Apply for a service"), _("Hand in an application"), "apply", empty or full),
            Choice(
                "number",
                _("Take a number"),
                _("Queue for the counter, or come by appointment"),
                "ticket",
                empty or full or no_paper,
            ),
            Choice("track", _("Track a case"), _("See how your application is going"), "track", away),
            Choice("record", _("My record"), _("What is kept of you, consents, mandates"), "person", away),
            Choice("guide", _("Service guides"), _("Conditions, papers, time limits and fees"), "guide", empty),
            *((what_fits,) if finder else ()),
            Choice("consult", _("Questions and answers"), _("Ask, and read what was answered"), "help", full),
            Choice("directory", _("Community services"), _("Help nearby, and volunteering"), "people", away or full),
        ),
        languages=tuple(choice for choice in languages() if choice.key != language()),
        back=False,
        nameless=True,
    )


def attract_page(
    site: str,
    notices: Iterable[Notice | Told],
    trouble: str,
    today: date,
    *,
    card: bool = True,
    applies: bool = True,
    numbers: bool = True,
) -> AttractPage:
    """Returns the first page in the active language, the default one while nobody is there. `applies`: whether
    something can be applied for; `numbers`: whether a number may be taken."""
    current = tuple(
        NoticeText(
            notice.title.in_locale(language()),
            notice.body.in_locale(language()),
            notice.picture if isinstance(notice, Told) else "",
        )
        for notice in notices
        if notice.since <= today and (notice.until is None or today <= notice.until)
    )
    service = (Choice("apply", _("Apply for a service"), icon="apply"),) if applies else ()
    number = (Choice("number", _("Take a number"), icon="ticket"),) if numbers else ()
    return AttractPage(
        site, card=card, notices=current, trouble=trouble, languages=languages(), back=False, cancel=False,
        shortcuts=(*service, *number),
    )  # fmt: skip


def with_lobby(page: AttractPage, lobby: Lobby | None, services: Iterable[Service]) -> AttractPage:
    """Returns the first page with what the hub last told of the centre. `services`: what numbers are for."""
    rows = waiting_rows(lobby, services)
    return replace(page, hours=hours_text(lobby), waiting=waiting_title(lobby), waits=rows)


def no_room() -> str:
    return _(
        "This kiosk has no room left to keep what you hand in. The staff have been told. Please go to the counter."
    )
