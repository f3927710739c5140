"""The resolving of tokens to people.

A social security card's number is looked up among what a card or staff have told before. A scanned code is opaque here:
HUB_TOKENS names a TOML file that says who issued which, and they are asked.

    [[issuer]]
    name = "医保电子凭证"
    pattern = "28[0-9A-Za-z]{20,60}"              # of the whole code; the first that fits is asked
    address = "https://token.example.cn/person"   # gets {"token": …}, signed as deliveries are (Standard Webhooks)
    secret = "whsec_…"
    patience = 1.5                                # seconds

It answers 200 with {"name": …, "number": …}; anything else means that it does not know.
"""

import json
import logging
import re
import tomllib
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.exceptions import ValidationError as InvalidError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from contract.numbers import NumberError, read_identity_number
from contract.people import Person, Token, TokenKind
from contract.text import Personal, text
from hub.core import outgoing
from hub.core.clock import local_day
from hub.core.outgoing import check_address
from hub.core.problems import RequestRefused
from hub.residents.selectors import as_person, residents_of_card

log = logging.getLogger(__name__)

_UNKNOWN_CODE = text("This code cannot be resolved here. Please use your identity card.")
_NO_WORD = text("This code cannot be verified at the moment. Please use your identity card.")
_UNKNOWN_CARD = text(
    "This card tells neither name nor ID number, and it is not known here. Please use your identity card."
)


class Issuer(BaseModel):
    """A service that resolves codes of this pattern."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str
    pattern: str
    address: str
    secret: str = Field(pattern=r"^whsec_", repr=False)
    patience: float = Field(default=1.5, gt=0, le=2)  # the kiosk waits 2.5 s for all of it

    @field_validator("pattern")
    @classmethod
    def _is_a_pattern(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error:
            raise ValueError("is no regular expression") from None
        return value

    @field_validator("address")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        try:
            check_address(value)
        except InvalidError:
            raise ValueError("is no https address") from None
        return value


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    issuer: tuple[Issuer, ...] = ()


class _NamedPerson(Personal):
    name: str
    number: str


def person_of(token: Token, now: datetime) -> Person:
    """Returns the person of a token. Raises Refused, with words for the resident, where nobody can say."""
    if token.kind is TokenKind.SOCIAL_SECURITY_CARD:
        return _of_card(token.content, now)
    issuer = next((issuer for issuer in issuers() if re.fullmatch(issuer.pattern, token.content)), None)
    if issuer is None:
        raise RequestRefused(404, _UNKNOWN_CODE)
    return _parse_answer(issuer, _ask(issuer, token.content, now), now)


def issuers() -> tuple[Issuer, ...]:
    """Returns the issuers as the file now names them; none where there is no file. Raises ImproperlyConfigured."""
    if settings.HUB_TOKENS is None:
        return ()
    try:
        return _File.model_validate(tomllib.loads(Path(settings.HUB_TOKENS).read_text("utf-8"))).issuer
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"HUB_TOKENS: {type(error).__name__}") from None


def _of_card(number: str, now: datetime) -> Person:
    """Returns the person of a card, where exactly one resident has that card."""
    residents = list(residents_of_card(number, local_day(now)).distinct()[:2])
    if len(residents) != 1:
        raise RequestRefused(404, _UNKNOWN_CARD)
    return as_person(residents[0])


def _ask(issuer: Issuer, content: str, now: datetime) -> bytes:
    line = outgoing.MessageEndpoint(issuer.address, issuer.secret, issuer.patience)
    try:
        status, answer = outgoing.exchange(line, str(uuid4()), json.dumps({"token": content}).encode(), now)
    except outgoing.ERRORS as error:
        log.warning("%s does not answer: %s", issuer.name, type(error).__name__)
        raise RequestRefused(404, _NO_WORD) from None
    if status != 200:
        log.warning("%s answers HTTP %d", issuer.name, status)
        raise RequestRefused(404, _UNKNOWN_CODE if status in (404, 410) else _NO_WORD)
    return answer


def _parse_answer(issuer: Issuer, answer: bytes, now: datetime) -> Person:
    try:
        named = _NamedPerson.model_validate_json(answer)
        read = read_identity_number(named.number, local_day(now))
        return Person(kind=read.kind, name=named.name, number=read.number, birth=read.birth, sex=read.sex)
    except (ValidationError, NumberError):
        log.warning("%s answers what is no person", issuer.name)
        raise RequestRefused(404, _NO_WORD) from None
