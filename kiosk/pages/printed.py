"""The documents that the kiosk prints. Neither a name nor an ID number stands on paper."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contract.cases import Accepted, read_case_code
from contract.catalogue import CardRule, Item, Service
from contract.drafts import SavedDraft
from contract.paper_codes import case_qr, draft_qr, proof_qr, ticket_qr
from contract.signed_codes import build_code, find_code, receipt_case, receipt_words
from contract.text import Text
from contract.tickets import Ticket
from devices.documents import Align, Block, Document, Feed, Line, Pair, Qr, Rule
from kiosk.pages.language import _, language, ngettext
from kiosk.pages.next_step import NextStep, as_printed
from kiosk.pages.wording import minutes, moment, provisional_note

_OURS = re.compile(
    r"\W*\w{0,3}?\W?(?:https?[:;：；]//\S+/q/)?(case|ticket|draft)[:;：；](.*)", re.IGNORECASE | re.DOTALL
)
_WRITTEN_CODE = re.compile(r"[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}$")


def case_of_qr(scanned: str) -> str | None:
    """Returns the case number in what `case_qr` made, or in a receipt's proof, however the scanner wrote it; None for
    any other code."""
    head, code = _split_ours(scanned)
    if head == "case":
        return read_case_code(code)
    proof = find_code(scanned)
    return read_case_code(receipt_case(proof) or "") if proof else None


def draft_of_qr(scanned: str) -> str | None:
    """Returns the code in what `draft_qr` made; None for any other."""
    head, code = _split_ours(scanned)
    return read_case_code(code) if head == "draft" else None


def is_ours(scanned: str) -> bool:
    """Returns whether it is a code that this kiosk prints, whole or not, and not one that stands for a person."""
    written = _WRITTEN_CODE.search(scanned) and read_case_code(scanned[-14:])
    return bool(_split_ours(scanned)[0] or find_code(scanned) or written or "/verify/" in scanned.lower())


def _split_ours(scanned: str) -> tuple[str, str]:
    """Returns what kind of our codes it is, "" for none, and what follows the colon. Scanners may write it in capitals,
    with another colon, or behind up to three characters that tell the kind of code."""
    ours = _OURS.fullmatch(scanned)
    return (ours[1].lower(), ours[2].strip()) if ours else ("", "")


def _for_phones(pages: str) -> tuple[Block, ...]:
    return (Line(_("Scan this code with your phone to see how it goes on."), align=Align.CENTER),) if pages else ()


def ticket_of_qr(scanned: str) -> UUID | None:
    """Returns the id in what `ticket_qr` made; None for any other code."""
    head, key = _split_ours(scanned)
    try:
        return UUID(key) if head == "ticket" else None
    except ValueError:
        return None


def item_name(item: Item) -> str:
    """Returns the item's name as it may stand where others can read it."""
    return item.shown_name.in_locale(language())


@dataclass(frozen=True, slots=True)
class HandedIn:
    """An application that was handed in under a code. `accepted` is None while it waits here for the hub; `step`: what
    its applicant does next; `copied_at`: when its receipt is printed again, which stands on it."""

    item: Item
    code: str
    submitted_at: datetime
    accepted: Accepted | None
    step: NextStep
    copied_at: datetime | None = None


def receipt(site: str, handed_in: HandedIn, pages: str = "") -> Document:
    """Returns the receipt: what to do next, then the code, then the rest. `pages`: as in `case_qr`."""
    item, accepted, code = handed_in.item, handed_in.accepted, handed_in.code
    blocks: list[Block] = [
        Line(site, align=Align.CENTER),
        Line(_("Receipt for your application"), size=2, bold=True, align=Align.CENTER),
        *_copy_mark(handed_in.copied_at),
        Rule(),
        *as_printed(handed_in.step, item).blocks(),
    ]
    blocks += [Line(_("Case number"), align=Align.CENTER), Line(code, size=2, bold=True, align=Align.CENTER)]
    blocks += [Qr(case_qr(code, pages)), *_for_phones(pages), Rule()]
    blocks += [Pair(_("Service"), item_name(item)), Pair(_("Submitted at"), moment(handed_in.submitted_at))]
    if accepted and accepted.provisional:
        blocks.append(Line(provisional_note()))
    if accepted and accepted.signature:
        blocks += [Line(_("Signature") + " " + _in_groups(accepted.signature)), *_proof(accepted, pages)]
    if accepted is None:
        blocks.append(Line(_("Kept safely on this kiosk. It is sent on as soon as the connection is back.")))
    blocks.append(Line(how_to_track(item)))
    return Document("case receipt", (*blocks, Feed(2)))


def _copy_mark(copied_at: datetime | None) -> list[Block]:
    if copied_at is None:
        return []
    return [Line(_("Printed again at {time}").format(time=moment(copied_at)), bold=True, align=Align.CENTER)]


def _proof(accepted: Accepted, pages: str) -> list[Block]:
    """Returns a code with which anybody can verify the receipt; none for a signature that this release does not
    know."""
    try:
        words = receipt_words(accepted.code, accepted.accepted_at, accepted.promised_by)
        proof = build_code(words, accepted.signature)
    except ValueError:
        return []
    return [Line(_("This code proves that the receipt is genuine:")), Qr(proof_qr(proof, pages), module_mm=0.5), Rule()]


def _in_groups(signature: str) -> str:
    """Returns the text as it can be read from paper and typed."""
    return " ".join(signature[start : start + 8] for start in range(0, len(signature), 8))


def how_to_track(item: Item) -> str:
    """Returns what to come back with, for the paper and the last page."""
    if item.card is CardRule.NONE:
        return _(
            "To see how it goes, choose “Track a case” on the kiosk, with this number and the last four digits of the "
            "telephone, if you left one."
        )
    return _("To see how it goes, choose “Track a case” on the kiosk, with your card or this number.")


def queue_ticket(
    site: str,
    services: tuple[Service, ...],
    ticket: Ticket,
    own: bool,
    scanner: bool = False,
    pages: str = "",
    copied_at: datetime | None = None,
) -> Document:
    """Returns the ticket. `own`: the number is of the kiosk's own series, as the hub is away. That it goes first is
    marked, and not why. `scanner`: the kiosk has one, where the code tells more. `pages`: as in `case_qr`; `copied_at`:
    as in `receipt`."""
    here = _("Please wait here: {zone}").format(zone=ticket.zone.in_locale(language()))
    blocks: list[Block] = [
        Line(site, align=Align.CENTER),
        Line(here, bold=True, align=Align.CENTER),
        Line(_("Queue number"), align=Align.CENTER),
        Line(ticket.number, size=6, bold=True, align=Align.CENTER),
        *_copy_mark(copied_at),
        *((Line(_("Priority"), size=2, bold=True, align=Align.CENTER),) if ticket.priority else ()),
        Rule(),
        *matters([service.shown_name for service in services]),
        Pair(_("Taken at"), moment(ticket.issued_at)),
        *waiting(ticket),
        Qr(ticket_qr(ticket.id, pages)),
        *_for_phones(pages),
    ]
    if scanner:
        blocks.append(
            Line(_("Hold this code to the kiosk's scanner to see how it stands, and later to rate your visit."))
        )
    if own:
        blocks.append(Line(_("Given while the connection is down. Please show it at the counter if it is not called.")))
    return Document("queue ticket", (*blocks, Feed(2)))


def code_slip(site: str, title: str, code: str, step: NextStep) -> Document:
    """Returns what to do next, and the code to come back with. Nothing that was written stands on it."""
    blocks: list[Block] = [
        Line(site, align=Align.CENTER),
        Line(title, size=2, bold=True, align=Align.CENTER),
        Rule(),
        *step.blocks(),
        Line(code, size=2, bold=True, align=Align.CENTER),
    ]
    return Document("code slip", (*blocks, Feed(2)))


def draft_slip(site: str, item: Item, saved: SavedDraft, pages: str = "") -> Document:
    """Returns the number of what was saved, and how one goes on. Nothing that was entered stands on it. `pages`: as in
    `draft_qr`."""
    blocks: list[Block] = [
        Line(site, align=Align.CENTER),
        Line(_("Saved, to go on later"), size=2, bold=True, align=Align.CENTER),
        Rule(),
        Pair(_("Service"), item_name(item)),
        Pair(_("Kept until"), moment(saved.expires_at)),
        *map(Line, how_to_go_on(item, phones=bool(pages) and saved.on_phone)),
        Line(saved.code, size=2, bold=True, align=Align.CENTER),
        Qr(draft_qr(saved.code, pages)),
    ]
    return Document("saved draft", (*blocks, Feed(2)))


def how_to_go_on(item: Item, *, phones: bool) -> tuple[str, ...]:
    """Returns how one goes on with what was saved, in lines, for the paper and the last page."""
    if item.card is CardRule.NONE:
        here = _(
            'To go on at any kiosk: "Track a case", this number, and the last four digits of the telephone, if you '
            "entered one."
        )
    else:
        here = _("To go on at any kiosk, choose the same service there and place your card.")
    return (here, _("Or scan the code with your phone.")) if phones else (here,)


def missing_papers(site: str, item: Item, papers: Sequence[tuple[str, ...]], code: str) -> Document:
    """Returns exactly what is missing, each with where it comes from."""
    blocks: list[Block] = [
        Line(site, align=Align.CENTER),
        Line(_("What is still missing"), size=2, bold=True, align=Align.CENTER),
        Rule(),
        Pair(_("Service"), item_name(item)),
        Rule(),
    ]
    for number, (name, *where) in enumerate(papers, start=1):
        blocks += [Line(f"{number}. {name}", bold=True), *map(Line, where)]
    blocks += [Rule(), Pair(_("Number of this list"), code)]
    return Document("missing papers", (*blocks, Feed(2)))


def matters(names: list[Text]) -> list[Pair]:
    """Returns what a number is for, and what else in the same visit."""
    first, *further = (name.in_locale(language()) for name in names)
    return [Pair(_("Service"), first), *([Pair(_("And then"), _(", ").join(further))] if further else [])]


def waiting(ticket: Ticket) -> list[Pair]:
    """Returns the people ahead and the wait, where the hub could tell."""
    pairs = []
    if ticket.people_ahead is not None:
        people = ngettext("{count} person", "{count} people", ticket.people_ahead).format(count=ticket.people_ahead)
        pairs.append(Pair(_("Ahead of you"), people))
    if ticket.wait_minutes:
        pairs.append(Pair(_("Estimated wait"), _("about {time}").format(time=minutes(ticket.wait_minutes))))
    return pairs
