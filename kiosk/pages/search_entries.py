"""What a search goes over, and what it did not find."""

from dataclasses import dataclass
from dataclasses import field as attribute


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One thing that can be found. `pinyin` is by syllable, lower case: "lin shi jiu zhu"; groups are keys."""

    key: str
    label: str
    hint: str
    pinyin: str
    groups: tuple[str, ...]
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Unfound:
    """What was searched for in vain, and the key of the way that was taken instead; "" where the page was left."""

    text: str = attribute(repr=False)
    way: str = ""
