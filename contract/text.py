"""The common base of all messages, and text in two languages."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """A value that crosses the line between kiosk and hub: immutable, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Personal(Message):
    """A message about a person. It shows nothing of them in a repr, and so in no log or traceback."""

    def __repr_args__(self) -> Iterable[tuple[str | None, object]]:
        return ()


class Text(Message):
    """What a resident reads: Chinese always, English where it was written."""

    zh: str
    en: str = ""

    def spoken(self, language: str) -> str:
        """The wording for a gettext language code (`zh_CN`, `en`); Chinese where there is no other."""
        return self.en if language.startswith("en") and self.en else self.zh
