"""What a search goes over, and what it did not find."""

from dataclasses import dataclass
from dataclasses import field as attribute


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One thing that can be found. `pinyin` is by syllable, lower case: "lin shi jiu zhu"; groups are keys. `plain`: in
    one line what the name means; `waiting`: how many wait for it at the windows; `is_common`: most come for such;
    `is_event`: several are dealt with at once."""

    key: str
    label: str
    hint: str
    pinyin: str
    groups: tuple[str, ...]
    icon: str = ""
    plain: str = ""
    waiting: str = ""
    is_common: bool = False
    is_event: bool = False


@dataclass(frozen=True, slots=True)
class Unfound:
    """What was searched for in vain, and the key of the way that was taken instead; "" where the page was left."""

    text: str = attribute(repr=False)
    way: str = ""
