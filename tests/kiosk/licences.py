"""A licence service that has every paper of the catalogue."""

from tests.hub.register_process import SECRET
from tests.kiosk.conftest import Lobby

_SET_UP = """
from contract.catalogue import Item
from contract.text import Text
from hub.catalogue.models import ItemVersion
from hub.registers.models import Licence, Register
Register.objects.all().delete()
Register.objects.create(
    kind="licence", name=Text.plain("电子证照库"), address="http://127.0.0.1:{port}/", secret="{secret}", patience=8000
)
names = {{
    paper.name.in_locale("zh-Hans")
    for version in ItemVersion.objects.all() for paper in Item.model_validate(version.content).papers
}}
Licence.objects.update_or_create(code="any", defaults={{"papers": chr(10).join(sorted(names))}})
"""


def offer_licences(lobby: Lobby, port: int) -> None:
    lobby.hub.shell(licences_offered(port))


def licences_offered(port: int) -> str:
    """Returns the program for the hub's shell."""
    return _SET_UP.format(port=port, secret=SECRET)
