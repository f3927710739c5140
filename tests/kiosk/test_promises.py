"""No page promises a message by itself: what does is shown only where the hub can send one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROMISING = re.compile("短信|通知您|告知您|发送到")
# Shown only while the catalogue names the channel (kiosk/pages/form_filling.py, kiosk/visits/case_actions.py).
CONDITIONAL = {"经您同意，办理进展将发送到此号码。", "您同意接收消息的，答复后会通知您。"}
SOURCES = [
    ROOT / "locale/zh_Hans/LC_MESSAGES/kiosk.po",
    ROOT / "locale/zh_Hans/LC_MESSAGES/contract.po",
    *sorted((ROOT / "hub/catalogue/starter").rglob("*.toml")),
]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_sentence_promises_a_message_but_those_that_depend_on_a_channel(source: Path) -> None:
    quoted = re.findall(r'"([^"\n]*)"', source.read_text("utf-8"))
    assert {sentence for sentence in quoted if PROMISING.search(sentence)} <= CONDITIONAL
