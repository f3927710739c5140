"""The shape of the configuration. `default.toml` says what each key means and holds the defaults."""

from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SerializeAsAny, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from config.deprecated import Deprecated, DeprecatedValues
from config.keys import Keys
from languages.registry import LOCALES, find_tag

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^(|([01][0-9]|2[0-3]):[0-5][0-9])$")]
Place = Literal["", "below", "below_left", "below_right", "left", "right", "above", "above_left", "above_right"]
Url = Annotated[str, StringConstraints(pattern=r"^(embedded|https?://[^\s/]+.*)$")]


class Section(BaseModel):
    """One table of the file: frozen, and strict about unknown keys and wrong types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, ignored_types=(Deprecated,))


def _check_language(tag: str) -> str:
    if tag not in LOCALES:
        raise PydanticCustomError(
            "language", "there is no such language; there are: {tags}", {"tags": ", ".join(LOCALES)}
        )
    return tag


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise PydanticCustomError("timezone", "there is no such time zone; it is named like Asia/Shanghai") from None
    return name


Language = Annotated[str, DeprecatedValues(find_tag), AfterValidator(_check_language)]


class KioskSettings(Section):
    id: Name
    site: str = Field(min_length=1, max_length=40)
    language: Language
    data_dir: Path
    timezone: Annotated[str, AfterValidator(_check_zone)] = "Asia/Shanghai"
    scanner_folder: Path | None = None
    usb_papers: bool = False


class HubSettings(Section):
    url: Url
    token_file: Path | None = None
    ca_file: Path | None = None

    @model_validator(mode="after")
    def _has_a_token(self) -> Self:
        if not self.embedded and self.token_file is None:
            raise PydanticCustomError("token_file", "a hub elsewhere needs a token_file")
        return self

    @property
    def embedded(self) -> bool:
        """Returns whether the kiosk runs its own hub as a child process."""
        return self.url == "embedded"


class PracticeSettings(Section):
    """The practice hub that a technician may switch this kiosk to; none for an empty `url`."""

    url: Annotated[str, StringConstraints(pattern=r"^(|https?://[^\s/]+.*)$")] = ""
    token_file: Path | None = None
    ca_file: Path | None = None
    idle_minutes: int = Field(default=30, ge=1, le=480)

    @model_validator(mode="after")
    def _has_a_token(self) -> Self:
        if self.url and self.token_file is None:
            raise PydanticCustomError("token_file", "a practice hub needs a token_file")
        return self


class AgentSettings(Section):
    """Of `python -m devices agent`. `origin` is that of the hub's console; without one, that of the hub."""

    origin: Annotated[str, StringConstraints(pattern=r"^(|https?://[a-z0-9.:\[\]-]+)$")] = ""
    port: int = Field(default=8610, ge=1024, le=65535)


class ScreenSettings(Section):
    """The whole screen, as it stands: portrait is higher than wide."""

    width_px: int = Field(ge=480, le=8192)
    height_px: int = Field(ge=480, le=8192)
    width_mm: float = Field(ge=80, le=3000)
    fullscreen: bool
    tap_after_seconds: float = Field(default=0.7, ge=0.7, le=3)
    large_text_tap_after_seconds: float = Field(default=1.0, ge=0.7, le=3)
    bottom_mm: float = Field(default=800, ge=0, le=1100)
    dark_from: TimeOfDay = ""
    dark_until: TimeOfDay = ""

    @model_validator(mode="after")
    def _whole_night(self) -> Self:
        if bool(self.dark_from) != bool(self.dark_until) or (self.dark_from and self.dark_from == self.dark_until):
            raise PydanticCustomError("night", "dark_from and dark_until are two times, or both are empty")
        return self

    def is_dark_at(self, now: time) -> bool:
        """Returns whether the screen is dark then, where nobody is there. A night may go through midnight."""
        if not self.dark_from:
            return False
        begins, ends = time.fromisoformat(self.dark_from), time.fromisoformat(self.dark_until)
        return begins <= now < ends if begins < ends else now >= begins or now < ends


class MountingSettings(Section):
    """Where each device is, seen from who stands before the screen; "" where nobody says."""

    card_reader: Place = ""
    printer: Place = ""
    page_printer: Place = ""
    scanner: Place = ""
    paper_scanner: Place = ""
    document_camera: Place = ""
    keypad: Place = ""


class SessionSettings(Section):
    """At least 20 s to answer the warning (WCAG 2.2.1)."""

    idle_seconds: int = Field(ge=15, le=3600)
    without_card_seconds: int = Field(default=30, ge=15, le=3600)
    warning_seconds: int = Field(ge=20, le=600)


class PrivacySettings(Section):
    """How much of an ID number stands on a page: digits before and after the stars."""

    id_number_mask: Literal["3+4", "6+4"] = "3+4"


class KeypadSettings(Section):
    """Which keys of a keyboard do what a tactile keypad does. No key does two things."""

    up: Keys
    down: Keys
    left: Keys
    right: Keys
    confirm: Keys
    back: Keys
    help: Keys
    volume_up: Keys
    volume_down: Keys
    repeat: Keys = ()
    stop: Keys = ()
    slower: Keys = ()
    faster: Keys = ()
    headphones_in: Keys = ()
    headphones_out: Keys = ()

    @model_validator(mode="after")
    def _each_key_once(self) -> Self:
        acts_by_key: dict[str, str] = {}
        for act, keys in self:
            for key in keys:
                if key in acts_by_key:
                    raise PydanticCustomError(
                        "key_twice", f"the key {key!r} stands for both {acts_by_key[key]} and {act}"
                    )
                acts_by_key[key] = act
        return self


class VoiceSettings(Section):
    """Whether and where pages are read out."""

    speak: Literal["off", "needed", "always"] = "needed"
    speed: float = Field(default=1.0, ge=0.6, le=1.5)
    public: str = ""
    private: str = "none"
    recordings: Path | None = None
    clips: Path | None = None


class DeviceSettings(Section):
    """One `[[device]]`; `settings` are the model's own keys, checked by the model's own `Settings`."""

    name: Name
    kind: str
    model: str
    port: str
    settings: SerializeAsAny[BaseModel]


class Settings(Section):
    kiosk: KioskSettings
    hub: HubSettings
    screen: ScreenSettings
    mounting: MountingSettings = MountingSettings()
    session: SessionSettings
    privacy: PrivacySettings = PrivacySettings()
    keypad: KeypadSettings
    voice: VoiceSettings = VoiceSettings()
    agent: AgentSettings = AgentSettings()
    practice: PracticeSettings = PracticeSettings()
    devices: tuple[DeviceSettings, ...] = ()

    @model_validator(mode="after")
    def _practises_elsewhere(self) -> Self:
        """Nothing of practice may reach the hub: neither its address nor its token serves for both."""
        practice = self.practice
        if practice.url and (practice.url.rstrip("/") == self.hub.url.rstrip("/")):
            raise PydanticCustomError("practice_hub", "practice.url is the hub itself")
        if practice.token_file is not None and practice.token_file == self.hub.token_file:
            raise PydanticCustomError("practice_token", "practice.token_file is the hub's own")
        return self

    @property
    def console_origin(self) -> str:
        """Returns the origin of the console's pages; "" where neither agent nor hub tells it."""
        if self.agent.origin or self.hub.embedded:
            return self.agent.origin
        parts = urlsplit(self.hub.url)
        usual = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower().removesuffix(usual)}"
