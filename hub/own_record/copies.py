"""The copy of a resident's record as a paper: signed, in the default language, its digest in the QR."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.conf import settings

from contract.numbers import mask_text
from contract.own_record import OwnEntitlement, OwnRecord
from contract.residents import Mandate
from contract.signed_codes import build_code
from contract.sm2 import Sm2Error
from contract.text import Text, text
from hub.cases.states import NAMES
from hub.certificates.faults import PaperFault
from hub.certificates.signed_papers import no_paper_now
from hub.core.clock import local_time
from hub.core.public_signing import sign_publicly
from languages.registry import DEFAULT

_LONGEST = 300  # characters of a row
_NONE, _CASES = text("Nothing"), text("Cases")
_ANSWERS: Mapping[bool | None, Text | str] = {True: text("Yes"), False: text("No"), None: "—"}


def render_copy(record: OwnRecord) -> bytes:
    """Returns the signed PDF. Raises RequestRefused (409) where this machine makes no papers."""
    try:
        return _render(record)
    except (PaperFault, Sm2Error) as fault:
        raise no_paper_now() from fault


def _render(record: OwnRecord) -> bytes:
    from hub.certificates.layout import PaperText, draw_paper  # a hub that makes no papers need not load it
    from hub.certificates.pdf_signature import sign_pdf

    digest = hashlib.sha256(record.model_dump_json().encode()).hexdigest()
    lines = ["own record 1", record.at.isoformat(timespec="seconds"), record.name, mask_text(record.number), digest]
    words = "\n".join([*lines, ""]).encode()
    code = build_code(words, sign_publicly(words))
    paper = PaperText(
        title=_plain(text("Copy of my record")),
        rows=list(_rows(record)),
        statement=_plain(text("This is all that the hub keeps of this person, as it was at the time below.")),
        signed_off=[_plain(record.at)],
        proof=[_plain(text("This paper is signed electronically and needs no seal."))],
        code=f"{settings.HUB_ORIGIN}/verify/#{code}" if settings.HUB_ORIGIN else code,
    )
    return sign_pdf(draw_paper(paper))


def _rows(record: OwnRecord) -> Iterator[tuple[str, str]]:
    """Yields labels and values; a long value goes on in further rows, as no row is longer than a page."""
    yield _plain(text("Name")), record.name
    yield _plain(text("ID number")), record.number
    for heading, lines in _sections(record):
        yield _plain(heading), str(len(lines)) if lines else _plain(_NONE)
        for line in lines:
            yield from (("", line[start : start + _LONGEST]) for start in range(0, len(line), _LONGEST))


def _sections(record: OwnRecord) -> Iterator[tuple[Text, list[str]]]:
    r = record
    yield _CASES, [_line(each.code, each.item, NAMES[each.state], each.submitted_at) for each in r.cases]
    yield text("Saved to go on later"), [_line(each.code, each.name, each.saved_at) for each in r.drafts]
    yield text("Complaints"), [_line(each.case, each.made_at, each.text, each.answer) for each in r.complaints]
    yield text("Papers"), [_line(each.case, each.name, str(each.pages)) for each in r.papers]
    yield (
        text("Details"),
        [
            _line(each.name, each.value, each.place, each.source, each.checked_at, str(each.keep_until))
            for each in r.facts
        ],
    )
    yield text("Entitlements"), [_entitlement(each) for each in r.entitlements]
    yield (
        text("Corrections asked for"),
        [_line(each.asked_at, each.key, each.value, each.state, each.answer) for each in r.corrections],
    )
    yield (
        text("Who read it"),
        [
            _line(str(each.day), each.who, each.what, each.ground, f"×{each.times}" if each.times > 1 else "")
            for each in r.readings
        ],
    )
    yield text("Consents"), [_line(each.name, _ANSWERS[each.given], str(each.kept_until or "")) for each in r.consents]
    yield text("Mandates given"), [_mandate(r, each, each.agent) for each in r.mandates.given]
    yield text("Mandates held"), [_mandate(r, each, each.principal) for each in r.mandates.held]
    yield (
        text("Appointments"),
        [_line(each.starts_at, r.service_names.get(each.service, Text()), each.code) for each in r.appointments],
    )


def _entitlement(each: OwnEntitlement) -> str:
    until = text("until further notice") if each.last_day is None else str(each.last_day)
    ended = text("ended") if each.reason else ""
    return _line(each.name, f"{each.first_day} – {_plain(until)}", each.case or "", ended, each.reason or "")


def _mandate(record: OwnRecord, mandate: Mandate, other: str) -> str:
    items = "、".join(_plain(record.item_names.get(code) or Text.plain(code)) for code in mandate.items)
    return _line(other, items, f"{mandate.since} – {mandate.until}", text("ended") if mandate.revoked else "")


def _line(*parts: Text | str | datetime) -> str:
    return " · ".join(" ".join(words.split()) for words in map(_plain, parts) if words)


def _plain(part: Text | str | datetime) -> str:
    if isinstance(part, datetime):
        return local_time(part)
    return part.in_locale(DEFAULT) if isinstance(part, Text) else part
