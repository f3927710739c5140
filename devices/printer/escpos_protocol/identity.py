"""The identity that a printer reports."""

from devices.printer.escpos_protocol import commands
from devices.printer.escpos_protocol.answers import Behind, Block
from devices.printer.escpos_protocol.conversation import Conversation

_HEAD = b"_"


def ask(talk: Conversation, within: float) -> str:
    """Returns maker, model and version, as far as it tells them; "" where it tells nothing. Raises DeviceError.

    What a printer that does not know the question would print of it is forgotten with ESC @.
    """
    talk.settle()
    talk.heard.clear()
    talk.unanswered += 1
    talk.send(b"".join(commands.IDENTITY) + commands.ANSWER_BEHIND + commands.RESET)
    if not talk.wait_for(Behind(), within):
        talk.distrust()
    blocks = [answer.data for answer in talk.heard if isinstance(answer, Block)]
    words = [block[1:].decode("ascii").strip() for block in blocks if block.startswith(_HEAD)]
    return " ".join(word for word in words if word)
