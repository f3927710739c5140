"""What the base registers know in the tests, and the rows by which the hub asks them."""

from typing import Any

from contract.numbers import organisation_check_character
from contract.text import Text
from hub.registers.models import Licence, Register
from tests.hub.register_process import SECRET
from tests.hub.sample import a_number, a_person


def _code(first17: str) -> str:
    return first17 + organisation_check_character(first17)


SHOP, GONE, NOBODYS = map(_code, ("91110105MA0000001", "91110105MA0000002", "91110105MA0000003"))
RECORDS = {
    "people": {
        a_number(): {
            "name": a_person().name, "sex": "男", "nation": "汉", "birth": "1979-03-05",
            "address": "测试区练习路1号", "licences": ["household"],
        },
    },
    "places": {"city": [{"name": "幸福里3号楼", "kind": "house", "latitude": 39.9, "longitude": 116.4}]},
    "organisations": {SHOP: {"name": "某某超市"}, GONE: {"name": "旧店", "ended": True}},
}  # fmt: skip


def a_register(kind: str, port: int, **values: Any) -> Register:
    name = Text({"zh-Hans": "练习登记库", "en": "practice register"})
    row = {"kind": kind, "name": name, "address": f"http://127.0.0.1:{port}/", "secret": SECRET, "patience": 8000}
    return Register.objects.create(**{**row, **values})


def a_licence(code: str = "household", papers: str = "户口簿") -> Licence:
    return Licence.objects.create(code=code, papers=papers)
