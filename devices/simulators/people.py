"""Invented people and their cards, for the simulated reader. Encoded here, apart from the driver's own reading.

A card is a mapping: `type` (citizen, hk_mo_tw, foreigner_2017, foreigner_2023 or any one character), the text of its
fields as they stand on the chip (dates yyyymmdd, sex and nation as codes), and perhaps `newest_address`.
"""

from collections.abc import Mapping

_CITIZEN = {
    "name": (0, 30),
    "sex": (30, 2),
    "nation": (32, 4),
    "birth": (36, 16),
    "address": (52, 70),
    "number": (122, 36),
    "authority": (158, 30),
    "valid_from": (188, 16),
    "valid_to": (204, 16),
}
_LAYOUTS: dict[str, tuple[str, dict[str, tuple[int, int]]]] = {
    "citizen": (" ", _CITIZEN),
    "hk_mo_tw": ("J", {**_CITIZEN, "pass_number": (220, 18), "issues": (238, 4)}),
    "foreigner_2017": (
        "I",
        {
            "name": (0, 120),
            "sex": (120, 2),
            "number": (122, 30),
            "nationality": (152, 6),
            "chinese_name": (158, 30),
            "valid_from": (188, 16),
            "valid_to": (204, 16),
            "birth": (220, 16),
            "version": (236, 4),
            "authority": (240, 8),
        },
    ),
    "foreigner_2023": (
        "Y",
        {
            "chinese_name": (0, 30),
            "sex": (30, 2),
            "renewals": (32, 4),
            "birth": (36, 16),
            "name": (52, 70),
            "number": (122, 36),
            "valid_from": (188, 16),
            "valid_to": (204, 16),
            "name_2": (220, 22),
            "nationality": (242, 6),
        },
    ),
}
_DEFAULTS = {
    "type": "citizen",
    "sex": "1",
    "nation": "01",
    "birth": "19900101",
    "address": "某某市某某区幸福路1号",
    "authority": "某某市公安局某某分局",
    "valid_from": "20200101",
    "valid_to": "20400101",
}

Fields = Mapping[str, str]

PEOPLE: dict[str, Fields] = {
    "zhang": {"name": "张伟明", "number": "11010519491231002X", "sex": "2", "birth": "19491231", "valid_to": "长期"},
    "li": {
        "name": "李秀英",
        "number": "110101196503074525",
        "sex": "2",
        "nation": "11",
        "birth": "19650307",
        "newest_address": "某某市某某区和平里新村12号楼3单元402室",
    },
    "rare": {"name": "王䶮㐂", "number": "110101198808081215", "birth": "19880808"},
    "expired": {
        "name": "赵建国",
        "number": "110101197001011334",
        "birth": "19700101",
        "valid_from": "20040601",
        "valid_to": "20240601",
    },
    "bad_digit": {"name": "钱多多", "number": "110101199202022345", "sex": "2", "birth": "19920202"},
    "unknown_type": {"type": "Q", "name": "孙未知", "number": "110101199303033554", "birth": "19930303"},
    "hk": {
        "type": "hk_mo_tw",
        "name": "陈嘉欣",
        "number": "810000199408210020",
        "sex": "2",
        "nation": "",
        "birth": "19940821",
        "address": "某某市某某区海棠路8号",
        "pass_number": "H12345678",
        "issues": "01",
    },
    "foreigner": {
        "type": "foreigner_2017",
        "name": "MUSTERMANN, ERIKA MARIA",
        "chinese_name": "艾丽卡",
        "number": "DEU310082063001",
        "sex": "2",
        "birth": "19820630",
        "nationality": "DEU",
        "version": "01",
        "authority": "1500",
    },
    "foreigner_2023": {
        "type": "foreigner_2023",
        "name": "OLUWASEUN ADEBAYO-FITZGERALD EMMANU",
        "name_2": "EL JOHN",
        "chinese_name": "奥森",
        "number": "911566198503150013",
        "birth": "19850315",
        "nationality": "NGA",
        "renewals": "00",
    },
}


def card_text(fields: Fields) -> bytes:
    """Returns the 256 bytes on the chip. Raises ValueError for a field that the type has not, or that is too long."""
    kind = fields.get("type", _DEFAULTS["type"])
    if kind not in _LAYOUTS and len(kind) != 1:
        raise ValueError(f"type must be one character or one of {', '.join(_LAYOUTS)}")
    letter, layout = _LAYOUTS.get(kind, (kind, _CITIZEN))
    unknown = fields.keys() - layout.keys() - {"type", "newest_address"}
    if unknown:
        raise ValueError(f"a {kind} card has no {', '.join(sorted(unknown))}; it has {', '.join(layout)}")
    text = bytearray(" ".encode("utf-16-le") * 128)
    for key, (start, length) in layout.items():
        value = encoded(fields.get(key, _DEFAULTS.get(key, "")), length)
        text[start : start + len(value)] = value
    text[248:250] = letter.encode("utf-16-le")
    return bytes(text)


def encoded(value: str, length: int) -> bytes:
    """Returns the text in UTF-16LE padded with spaces. Raises ValueError where it is too long."""
    data = value.encode("utf-16-le")
    if len(data) > length:
        raise ValueError(f"at most {length // 2} characters fit, not {len(data) // 2}")
    return data + b" \0" * ((length - len(data)) // 2)
