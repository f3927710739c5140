"""Content too large for a column rests sealed in the storage, each under a key of its own, which stands in its row.

New keys of the hub therefore seal rows again and no content; and content whose row is gone cannot be read by anyone.
"""

import base64
import os

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4

from hub.core.keys import Suite
from hub.core.sealing import keys

_NONCE, _TAG = 12, 16  # bytes
_KEY = {Suite.AES: 32, Suite.SM: 16}  # bytes


def make_content_key() -> str:
    """Returns a new key for the algorithms in use, `aes:BASE64`."""
    suite = keys().suite
    return f"{suite}:{base64.b64encode(os.urandom(_KEY[suite])).decode()}"


def seal_content(content: bytes, key: str, place: str) -> bytes:
    """Returns nonce (12 bytes), ciphertext, tag (16). It opens only under the same `place`."""
    nonce = os.urandom(_NONCE)
    encryptor = Cipher(_algorithm(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(place.encode())
    return nonce + encryptor.update(content) + encryptor.finalize() + encryptor.tag


def open_content(sealed: bytes, key: str, place: str) -> bytes:
    """Returns the content. Raises cryptography's InvalidTag where it was changed or moved, ValueError where it is too
    short to be one."""
    nonce, text, tag = sealed[:_NONCE], sealed[_NONCE:-_TAG], sealed[-_TAG:]
    decryptor = Cipher(_algorithm(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(place.encode())
    return decryptor.update(text) + decryptor.finalize()


def _algorithm(key: str) -> AES | SM4:
    suite, _colon, secret = key.partition(":")
    return (AES if suite == Suite.AES else SM4)(base64.b64decode(secret))
