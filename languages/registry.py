"""The languages: one row each. With its catalogues in `locale/` and `hub/locale/`, a row is all that one needs.

Tags follow BCP 47. The first row is the default; the sentences in the code are English.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Keyboard = Literal["letters", "pinyin", "handwriting"]


@dataclass(frozen=True, slots=True)
class Locale:
    """`font` names the family that `tools.fonts` provides, in regular and bold; `fallback_fonts` are tried first for
    what it lacks. `keyboards`: the on-screen layouts, the one shown first comes first. `aliases`: older names of it in
    files.
    """

    tag: str
    name: str  # in itself
    font: str
    script: str  # ISO 15924
    direction: Literal["ltr", "rtl"] = "ltr"
    fallback_fonts: tuple[str, ...] = ()
    voice: str = ""  # of espeak-ng
    clip_voice: str = ""  # of Kokoro, for clips rendered ahead: see tools.voice
    regional: str = ""  # its tag with a country, by which browsers name their voices
    keyboards: tuple[Keyboard, ...] = ("letters",)
    day: str = "long"  # a format of Babel's, or a pattern
    day_with_weekday: str = "full"
    fallback: tuple[str, ...] = ()  # tags whose wording is taken where there is none, in this order
    aliases: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """Returns its folder of gettext catalogues, which is also its name for Babel: `zh_Hans`."""
        return self.tag.replace("-", "_")

    @property
    def types_letters(self) -> bool:
        """Returns whether what is typed first is the language itself, in letters, and no pinyin."""
        return self.keyboards[0] == "letters"

    @property
    def regular(self) -> str:
        """Returns the file of its font."""
        return f"{self.font}-Regular.ttf"

    @property
    def bold(self) -> str:
        """Returns the file of its font, in bold."""
        return f"{self.font}-Bold.ttf"


_RARE = ("HanaMinA", "HanaMinB")  # characters of extensions B to F
_ROWS = (
    Locale(
        "zh-Hans",
        "简体中文",
        "NotoSansSC",
        "Hans",
        fallback_fonts=_RARE,
        voice="cmn-latn-pinyin",
        clip_voice="zf_xiaobei",
        regional="zh-CN",
        keyboards=("pinyin", "letters", "handwriting"),
        day_with_weekday="y年M月d日 EEEE",
        aliases=("zh", "zh_CN", "zh-CN"),
    ),
    Locale(
        "zh-Hant",
        "繁體中文",
        "NotoSansTC",
        "Hant",
        fallback_fonts=_RARE,
        voice="cmn-latn-pinyin",
        clip_voice="zf_xiaobei",
        regional="zh-TW",
        keyboards=("pinyin", "letters", "handwriting"),
        fallback=("zh-Hans",),
        aliases=("zh_TW", "zh-TW", "zh_HK", "zh-HK"),
    ),
    Locale(
        "en",
        "English",
        "NotoSansSC",
        "Latn",
        fallback_fonts=_RARE,
        voice="en",
        regional="en-GB",
        keyboards=("letters", "pinyin", "handwriting"),
        day="d MMMM y",
        day_with_weekday="EEEE, d MMMM y",
        fallback=("zh-Hans",),
    ),
)
# Languages that are drawn correctly, but have no catalogues yet; once they have, the row moves up.
_WAITING = (
    Locale(
        "ug",
        "ئۇيغۇرچە",
        "NotoSansArabic",
        "Arab",
        direction="rtl",
        fallback_fonts=("NotoSansSC", *_RARE),
        fallback=("zh-Hans",),
    ),
    Locale("bo", "བོད་སྐད་", "NotoSerifTibetan", "Tibt", fallback_fonts=("NotoSansSC", *_RARE), fallback=("zh-Hans",)),
)
LOCALES: Mapping[str, Locale] = {row.tag: row for row in _ROWS}
WAITING: Mapping[str, Locale] = {row.tag: row for row in _WAITING}
DEFAULT = _ROWS[0].tag
SOURCE = "en"  # of the sentences in the code
FONTS = tuple(dict.fromkeys(row.font for row in _ROWS))
FALLBACK_FONTS = tuple(
    dict.fromkeys(font for row in (*_ROWS, *_WAITING) for font in (row.font, *row.fallback_fonts) if font not in FONTS)
)
_BY_NAME = {name.casefold(): row.tag for row in _ROWS for name in (row.tag, row.folder, *row.aliases)}


def find_tag(name: str) -> str | None:
    """Returns the tag of a language by its tag, its folder or an older name, in any case; None for one that is not
    known."""
    return _BY_NAME.get(name.casefold())


def pick_wording(wordings: Mapping[str, str], tag: str) -> str:
    """Returns the wording in that language, else in the next of its fallbacks that has one; "" where there is none."""
    if tag in LOCALES and (wording := wordings.get(tag)):
        return wording
    chain = [*fallback_chain(find_tag(tag) or tag), *wordings]
    return next((wordings[each] for each in chain if wordings.get(each)), "")


def fallback_chain(tag: str) -> Iterator[str]:
    """Yields the tag itself, then those whose wording may stand in, the default last."""
    row = LOCALES.get(tag)
    yield from dict.fromkeys((tag, *(row.fallback if row else ()), DEFAULT))
