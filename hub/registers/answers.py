"""What registers answer, as JSON. Unknown keys are left out; what is there has to be right. See docs/registers.md."""

from datetime import date
from decimal import Decimal

from pydantic import ConfigDict
from pydantic import Field as Bound

from contract.text import Personal


class RegisterMessage(Personal):
    model_config = ConfigDict(extra="ignore")

    as_of: date | None = None  # of what the register says


class RegisteredPerson(RegisterMessage):
    number: str = Bound(max_length=20)
    name: str = Bound(min_length=1, max_length=120)
    sex: str | None = Bound(default=None, max_length=8)
    nation: str | None = Bound(default=None, max_length=20)
    birth: date | None = None
    address: str | None = Bound(default=None, max_length=200)


class RegisteredOrganisation(RegisterMessage):
    """`ended`: it was deregistered, or its licence taken away."""

    code: str = Bound(max_length=20)
    name: str = Bound(min_length=1, max_length=120)
    ended: bool = False


class RegisteredPlace(RegisterMessage):
    """`kind`: house, shop or facility."""

    name: str = Bound(max_length=200)
    kind: str = Bound(max_length=20)
    latitude: Decimal | None = None
    longitude: Decimal | None = None


class RegisteredPlaces(RegisterMessage):
    """Those of an area by its code, and of none below it."""

    area: str = Bound(max_length=40)
    places: tuple[RegisteredPlace, ...] = Bound(max_length=20_000)


class IssuedLicence(RegisterMessage):
    """`number` of its holder, `licence`: the code that was asked for, `content`: Base64 of a PDF, JPEG, PNG or WebP."""

    number: str = Bound(max_length=20)
    licence: str = Bound(max_length=40)
    licence_number: str = Bound(max_length=80)
    issuer: str = Bound(max_length=120)
    valid_to: date | None = None
    content: str = Bound(min_length=1, max_length=14_000_000)
