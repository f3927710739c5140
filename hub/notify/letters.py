"""What is said to whom: the resident's consent chooses channel and language, the template the words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contract.catalogue import NEUTRAL_NAME, Privacy
from contract.text import Text
from hub.notify.models import MessageChannelKind, MessageTemplate, ResidentMessage
from hub.notify.readiness import PURPOSES
from hub.notify.templates import fill_template, shipped_covert, shipped_wording
from hub.residents.models import Consent, ResidentFact
from languages.registry import DEFAULT

_FACT = {MessageChannelKind.SMS: "phone", MessageChannelKind.EMAIL: "email"}
_Consents = Mapping[tuple[int, str], Consent]


@dataclass(frozen=True, slots=True, repr=False)
class Addresses:
    """What residents agreed to last, and where they are reached; of many at once."""

    consents: _Consents
    facts: Mapping[tuple[int, str], ResidentFact]
    templates: Mapping[str, MessageTemplate]

    def find_consent(self, row: ResidentMessage, kind: str, today: date) -> Consent | None:
        """Returns the yes that still holds to messages by that channel."""
        consent = self.consents.get((row.resident_id or 0, PURPOSES[kind]))
        return consent if consent is not None and consent.given and consent.kept_until >= today else None

    def find_address(self, row: ResidentMessage, kind: str) -> str:
        """Returns the address: what was left with the matter precedes what is stored of the person; empty where there
        is none."""
        if row.resident is None:
            return ""
        if kind == MessageChannelKind.APP:
            return str(row.resident.number)
        left = str(row.details.get("phone", "")) if kind == MessageChannelKind.SMS else ""
        fact = self.facts.get((row.resident.pk, _FACT[MessageChannelKind(kind)]))
        return left or ("" if fact is None else str(fact.value))

    def wording(self, row: ResidentMessage, tag: str) -> str:
        """Returns the text in that language. It names nothing of what is confidential by now."""
        template = self.templates.get(row.event)
        privacy = privacy_of(row)
        if privacy is Privacy.CONFIDENTIAL:
            return _pick(template.covert if template else Text(), shipped_covert(), tag)
        details = dict(row.details)
        if privacy is not Privacy.PUBLIC:
            details |= {name: NEUTRAL_NAME.model_dump() for name in ("item", "service") if name in details}
        wording = _pick(
            template.wording if template else Text(), shipped_wording(row.event, bool(details.get("link"))), tag
        )
        return fill_template(wording, details, tag)


def privacy_of(row: ResidentMessage) -> Privacy:
    """Returns the privacy as it is by now: an item that became more private covers its earlier cases."""
    return Privacy(row.case.privacy if row.case is not None else row.details.get("privacy", Privacy.PUBLIC))


def _pick(edited: Text, shipped: Text, tag: str) -> str:
    """Returns the wording that was edited, in that language or, where nothing is shipped in it, another."""
    return edited.root.get(tag) or (edited.in_locale(tag) if not shipped.root.get(tag) else shipped.in_locale(tag))


def read_addresses(rows: Sequence[ResidentMessage], today: date) -> Addresses:
    residents = {row.resident_id for row in rows}
    consents = Consent.objects.filter(resident__in=residents, purpose__code__in=PURPOSES.values())
    consents = consents.select_related("purpose")
    facts = ResidentFact.objects.filter(resident__in=residents, key__in=_FACT.values(), keep_until__gte=today)
    return Addresses(
        {(row.resident_id, row.purpose.code): row for row in consents.order_by("at", "id")},
        {(fact.resident_id, fact.key): fact for fact in facts},
        {template.event: template for template in MessageTemplate.objects.all()},
    )


def language_of(consent: Consent) -> str:
    return consent.language or DEFAULT
