"""SM2 signatures with SM3 (GM/T 0003.2-2012), by the libcrypto of OpenSSL 3 that Debian keeps: `cryptography` has SM3
and SM4, and no SM2 (decision 0099).

A private key is 32 bytes, a signature the 64 of r and s, a public key the DER of SubjectPublicKeyInfo.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_void_p
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123  # of the curve's group; GM/T 0003.5-2012
_FILE = "libcrypto.so.3"
_SIGNER = b"1234567812345678"  # the identity where none was agreed; GM/T 0009-2012, 10
_CURVE = bytes.fromhex("a00a06082a811ccf5501822d")  # [0] 1.2.156.10197.1.301


class Sm2Error(Exception):
    """What was given is no key, or libcrypto has no SM2."""


def sign(private_key: bytes, message: bytes) -> bytes:
    """Returns a signature, another one each time. Raises Sm2Error."""
    with _private(private_key) as key, _context(key) as context:
        lib, length = _library(), c_size_t(256)
        signature = ctypes.create_string_buffer(length.value)
        _check(lib.EVP_DigestSignInit(context, None, lib.EVP_sm3(), None, key))
        _check(lib.EVP_DigestSign(context, signature, byref(length), message, len(message)))
    return b"".join(part.to_bytes(32) for part in decode_dss_signature(signature.raw[: length.value]))


def is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Returns whether the key signed it. Raises Sm2Error where that is no public key."""
    if len(signature) != 64:
        return False
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    with _public(public_key) as key, _context(key) as context:
        lib = _library()
        _check(lib.EVP_DigestVerifyInit(context, None, lib.EVP_sm3(), None, key))
        good: int = lib.EVP_DigestVerify(context, der, len(der), message, len(message))
        return good == 1


def public_key_of(private_key: bytes) -> bytes:
    """Returns the public key of a private one. Raises Sm2Error."""
    with _private(private_key) as key:
        lib, start = _library(), c_void_p()
        length = lib.i2d_PUBKEY(key, byref(start))
        if length <= 0:
            raise Sm2Error("no public key")
        try:
            return ctypes.string_at(start.value or 0, length)
        finally:
            lib.CRYPTO_free(start, b"", 0)


@contextmanager
def _private(private_key: bytes) -> Iterator[Any]:
    if len(private_key) != 32 or not 0 < int.from_bytes(private_key) < ORDER - 1:
        raise Sm2Error("no private key")
    content = b"\x02\x01\x01\x04\x20" + private_key + _CURVE  # ECPrivateKey, RFC 5915
    with _key(_library().d2i_AutoPrivateKey, b"\x30" + bytes((len(content),)) + content) as key:
        yield key


@contextmanager
def _public(public_key: bytes) -> Iterator[Any]:
    with _key(_library().d2i_PUBKEY, public_key) as key:
        yield key


@contextmanager
def _key(read: Any, der: bytes) -> Iterator[Any]:
    lib = _library()
    key = read(None, byref(c_char_p(der)), len(der))
    if not key:
        raise Sm2Error("no key that libcrypto reads")
    try:
        if not lib.EVP_PKEY_is_a(key, b"SM2"):
            raise Sm2Error("a key of another algorithm")
        yield key
    finally:
        lib.EVP_PKEY_free(key)


@contextmanager
def _context(key: Any) -> Iterator[Any]:
    """Yields a context for a digest under the key, with the signer's identity in it."""
    lib = _library()
    context, of_key = lib.EVP_MD_CTX_new(), lib.EVP_PKEY_CTX_new(key, None)
    try:
        _check(lib.EVP_PKEY_CTX_set1_id(of_key, _SIGNER, len(_SIGNER)))
        lib.EVP_MD_CTX_set_pkey_ctx(context, of_key)
        yield context
    finally:
        lib.EVP_MD_CTX_free(context)
        lib.EVP_PKEY_CTX_free(of_key)


def _check(result: int) -> None:
    if result != 1:
        raise Sm2Error("libcrypto refused")


_READ_KEY = (c_void_p, (c_void_p, POINTER(c_char_p), c_long))
_FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "d2i_AutoPrivateKey": _READ_KEY,
    "d2i_PUBKEY": _READ_KEY,
    "i2d_PUBKEY": (c_int, (c_void_p, POINTER(c_void_p))),
    "CRYPTO_free": (None, (c_void_p, c_char_p, c_int)),
    "EVP_PKEY_is_a": (c_int, (c_void_p, c_char_p)),
    "EVP_PKEY_free": (None, (c_void_p,)),
    "EVP_PKEY_CTX_new": (c_void_p, (c_void_p, c_void_p)),
    "EVP_PKEY_CTX_set1_id": (c_int, (c_void_p, c_char_p, c_int)),
    "EVP_PKEY_CTX_free": (None, (c_void_p,)),
    "EVP_MD_CTX_new": (c_void_p, ()),
    "EVP_MD_CTX_set_pkey_ctx": (None, (c_void_p, c_void_p)),
    "EVP_MD_CTX_free": (None, (c_void_p,)),
    "EVP_sm3": (c_void_p, ()),
    "EVP_DigestSignInit": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "EVP_DigestSign": (c_int, (c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t)),
    "EVP_DigestVerifyInit": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "EVP_DigestVerify": (c_int, (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t)),
}


@cache
def _library() -> Any:
    """Returns libcrypto. Raises Sm2Error."""
    try:
        library = ctypes.CDLL(_FILE)
        for name, (result, arguments) in _FUNCTIONS.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError) as error:
        raise Sm2Error("libcrypto 3 is not there") from error
    return library
