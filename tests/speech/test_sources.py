"""Where the sound of a text comes from: recordings, clips rendered ahead, espeak-ng, the best first."""

import logging
import wave
from itertools import pairwise
from pathlib import Path

import pytest

from languages.registry import LOCALES
from speech.espeak import Espeak
from speech.readings import part_by_script, read_out
from speech.sound import Sound, change_speed
from speech.sources import ClipFolder, VoiceKind, clip_name, find_sound
from speech.tone import build_tone

TEXT = "请取走您的号票"


def write(path: Path, seconds: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = build_tone(seconds)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(tone.rate)
        file.writeframes(tone.samples)
    return path


@pytest.mark.parametrize("locale", LOCALES)
def test_espeak_speaks_every_language_of_the_kiosk(locale: str) -> None:
    espeak = Espeak()
    assert espeak.ready
    sound = espeak.find(TEXT if "zh" in locale else "Please take your ticket", locale)
    assert sound is not None
    assert 0.8 < sound.seconds < 5
    assert any(sound.samples)


def test_letters_in_chinese_are_spoken_too_and_words_are_read_as_words() -> None:
    assert part_by_script("您的号码是 A003。") == [("您的号码是 ", False), ("A", True), ("003。", False)]
    assert read_out("重庆银行，行走") == "chong2 qing4 yin2 hang2 , xing2 zou3"
    assert read_out("") == ""
    with_code, without = (Espeak().find(text, "zh-Hans") for text in ("号码 A003", "号码"))
    assert with_code is not None
    assert without is not None
    assert with_code.seconds > without.seconds + 0.5


def test_a_recording_comes_before_a_clip_and_a_clip_before_espeak(tmp_path: Path) -> None:
    recorded = write(tmp_path / "recordings/zh-Hans/lin/ticket.wav", 0.5)
    (recorded.parent / "manifest.tsv").write_text(f"ticket.wav\t{TEXT}\n../../x.wav\t别的\nno tab here\n", "utf-8")
    for text in (TEXT, "请稍候"):
        write(tmp_path / f"clips/zh-Hans/xiaobei/{clip_name('zh-Hans', 'xiaobei', text)}.wav", 0.25)
    sources = (
        ClipFolder(tmp_path / "recordings", VoiceKind.RECORDING),
        ClipFolder(tmp_path / "clips", VoiceKind.CLIP),
        Espeak(),
    )

    def kind_of(text: str) -> VoiceKind | None:
        found = find_sound(sources, text, "zh-Hans")
        return found[1] if found else None

    assert kind_of(f" {TEXT}\n") is VoiceKind.RECORDING
    assert kind_of("请稍候") is VoiceKind.CLIP
    assert kind_of("别的") is VoiceKind.ESPEAK
    assert find_sound(sources[:2], TEXT, "en") is None


def test_a_broken_file_is_passed_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clip = tmp_path / "zh-Hans/xiaobei" / f"{clip_name('zh-Hans', 'xiaobei', TEXT)}.ogg"
    clip.parent.mkdir(parents=True)
    clip.write_bytes(b"OggS and no more")
    found = find_sound((ClipFolder(tmp_path, VoiceKind.CLIP), Espeak()), TEXT, "zh-Hans")
    assert found is not None
    assert found[1] is VoiceKind.ESPEAK
    assert "a clip cannot be used" in caplog.text
    assert TEXT not in caplog.text


def test_without_espeak_it_is_silent_and_nothing_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    espeak = Espeak()
    assert not espeak.ready
    assert espeak.find(TEXT, "zh-Hans") is None
    assert not ClipFolder(tmp_path / "nowhere", VoiceKind.CLIP).ready
    assert not ClipFolder(None, VoiceKind.CLIP).ready


def test_an_espeak_that_fails_has_no_sound(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert Espeak().find(TEXT, "zh-Hans") is None


def test_slower_is_longer_in_the_same_pitch(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tone = build_tone(1.0)
    slow, fast = change_speed(tone, 0.75), change_speed(tone, 1.5)
    assert slow.seconds == pytest.approx(1 / 0.75, rel=0.1)
    assert fast.seconds == pytest.approx(1 / 1.5, rel=0.1)
    assert crossings(slow) == pytest.approx(crossings(tone), rel=0.05)
    assert change_speed(Sound(b"", 22050), 0.5).seconds == 0


def crossings(sound: Sound) -> float:
    """Returns how often a second it rises through zero."""
    samples = memoryview(sound.samples).cast("h")
    return sum(a < 0 <= b for a, b in pairwise(samples)) / sound.seconds


def test_a_text_is_put_together_from_clips_of_its_sentences(tmp_path: Path) -> None:
    for text in ("打印机缺纸", "请拍下二维码。"):
        write(tmp_path / f"clips/zh-Hans/xiaobei/{clip_name('zh-Hans', 'xiaobei', text)}.wav", 0.25)
    clips = ClipFolder(tmp_path / "clips", VoiceKind.CLIP)
    sound = clips.find("打印机缺纸。请拍下二维码。", "zh-Hans")
    assert sound is not None
    assert sound.seconds == pytest.approx(0.5, abs=0.02)
    listed = clips.find("请拍下二维码、打印机缺纸。", "zh-Hans")
    assert listed is not None
    assert listed.seconds == sound.seconds
    assert clips.find("打印机缺纸。请稍候。", "zh-Hans") is None  # never half of it
    assert clips.find("打印机缺纸、请稍候", "zh-Hans") is None
    assert clips.find("", "zh-Hans") is None
