"""Base registers, as kiosks have the hub ask them."""

from uuid import UUID

from pydantic import Field as Bound

from contract.people import Person
from contract.text import Personal

FACTS_WANTED = "Want-Register-Facts"  # the header by which a kiosk names the facts that no card told it, by commas

REGISTER_FACTS = ("nation", "sex", "birth", "address")  # that the population register can tell


class LicenceWanted(Personal):
    """The person whose card lies here agrees that the licence service is asked for this paper. `id`: the kiosk's own,
    of that consent; `position`: of the paper in the upload; `language`: in which it was asked."""

    id: UUID
    person: Person
    position: int = Bound(ge=0, le=1000)
    language: str = Bound(default="", max_length=20)
