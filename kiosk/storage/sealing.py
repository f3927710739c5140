"""The sealing of what is personal on this disk: by AES-256-GCM (NIST SP 800-38D), or where the hub works with national
algorithms by SM4-GCM (GB/T 32907-2016, RFC 8998)."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

KEY_BYTES = 32
NATIONAL = "sm"
_NONCE, _TAG = 12, 16  # bytes
_SM4 = b"SM4\0"  # before what is sealed so; else a nonce comes first


class Sealer:
    """One key, for both: that of SM4 follows from it."""

    def __init__(self, key: bytes) -> None:
        derived = HMAC(key, SM3())
        derived.update(b"SM4 key")
        self._aes, self._sm4 = AESGCM(key), SM4(derived.finalize()[:16])

    def seal(self, plain: bytes, bound_to: bytes, crypto: str) -> bytes:
        """Seals a value, which opens only with the same `bound_to`."""
        nonce = os.urandom(_NONCE)
        if crypto != NATIONAL:
            return nonce + self._aes.encrypt(nonce, plain, bound_to)
        encryptor = Cipher(self._sm4, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(bound_to)
        return _SM4 + nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag

    def unseal(self, sealed: bytes, bound_to: bytes) -> bytes:
        """Returns the plain value, sealed by either algorithm. Raises InvalidTag."""
        if len(sealed) < _NONCE + _TAG:
            raise InvalidTag
        if sealed.startswith(_SM4):
            try:
                return self._unseal_sm4(sealed[len(_SM4) :], bound_to)
            except InvalidTag:  # of four thousand million nonces one begins like this
                pass
        return self._aes.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)

    def _unseal_sm4(self, sealed: bytes, bound_to: bytes) -> bytes:
        if len(sealed) < _NONCE + _TAG:
            raise InvalidTag
        decryptor = Cipher(self._sm4, modes.GCM(sealed[:_NONCE], sealed[-_TAG:])).decryptor()
        decryptor.authenticate_additional_data(bound_to)
        return decryptor.update(sealed[_NONCE:-_TAG]) + decryptor.finalize()
