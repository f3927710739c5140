"""Clips of speech are as loud as each other, and hold what the catalogues say."""

import numpy
import pytest

from tools.voice import level, list_texts


def a_tone(height: float, pause: int = 0) -> "numpy.ndarray[tuple[int], numpy.dtype[numpy.float64]]":
    tone = height * numpy.sin(numpy.arange(24000) / 17)
    return numpy.concatenate([tone, numpy.zeros(pause)])


def loudness(samples: "numpy.ndarray[tuple[int], numpy.dtype[numpy.float64]]") -> float:
    return float(numpy.sqrt(numpy.mean(numpy.square(samples[:24000]))))


@pytest.mark.parametrize("height", [0.01, 0.3, 1.0])
def test_a_quiet_clip_and_a_loud_one_come_out_alike_whatever_their_pauses(height: float) -> None:
    assert loudness(level(a_tone(height))) == pytest.approx(0.1, rel=0.05)
    assert loudness(level(a_tone(height, pause=48000))) == pytest.approx(0.1, rel=0.05)


def test_no_sample_is_too_high_and_silence_stays_silent() -> None:
    click = a_tone(0.05)
    click[1000] = 1.0
    assert float(numpy.abs(level(click)).max()) <= 0.9
    assert not level(numpy.zeros(100)).any()
    assert not level(numpy.zeros(0)).size


def test_the_starter_catalogue_and_the_fixed_parts_of_sentences_are_rendered() -> None:
    texts = set(list_texts("zh-Hans"))
    assert {"最低生活保障", "星期一", "A", "7", "轻触屏幕开始"} <= texts
    assert not [text for text in texts if "{" in text or "}" in text]
