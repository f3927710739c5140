"""The hub's signature under a receipt: with it a slip of paper is known as genuine, without the hub's database too."""

import logging

from contract.signed_codes import receipt_words
from contract.sm2 import Sm2Error
from hub.cases.models import Case
from hub.core.public_signing import is_signed_publicly, sign_publicly

log = logging.getLogger("hub.cases")


def sign_receipt(case: Case) -> str:
    """Returns "" where this machine cannot sign, which `assess` tells: nothing is refused for that."""
    try:
        return sign_publicly(_words(case))
    except Sm2Error as error:
        log.error("receipts are not signed: %s", error)
        return ""


def is_genuine(case: Case, signature: str) -> bool:
    return is_signed_publicly(signature, _words(case))


def _words(case: Case) -> bytes:
    """Returns what is signed: what was promised when it was handed in, so that later changes of the limit make no
    receipt a forgery."""
    return receipt_words(case.code, case.accepted_at, case.promised_first)
