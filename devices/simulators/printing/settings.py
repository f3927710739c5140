"""The settings of a simulated printer, and what it is when nothing was set."""

from collections.abc import Mapping
from typing import Any

DEFAULTS: Mapping[str, Any] = {
    "paper": None, "speed": 1.0, "dots": 576, "process_ids": True, "clear_all": True, "clear_buffers": True,
    "flow": "hold", "low_mm": 4000.0, "late_seconds": 0.3, "identifies": True,
    "cover_is_paper_end": False, "undefined_bits": False, "torn_off": False, "unknown": [], "kanji": False,
}  # fmt: skip
_FLOWS = ("hold", "xonxoff", "none")
_DOTS = (384, 448, 512, 576, 832)


def check(values: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
    """Checks `values` against the `settings` there are. Raises ValueError."""
    unknown = values.keys() - settings.keys()
    if unknown:
        raise ValueError(f"there is no setting {', '.join(sorted(unknown))}")
    if values.get("flow", "hold") not in _FLOWS or values.get("dots", 576) not in _DOTS:
        raise ValueError(f"flow is one of {', '.join(_FLOWS)}; dots are one of {', '.join(map(str, _DOTS))}")
    if float(values.get("speed", 1)) <= 0:
        raise ValueError("speed is more than 0")
