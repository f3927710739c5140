"""Codes that prove themselves: read back as they were made, and nothing else passes for one."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from contract.signed_codes import build_code, find_code, is_signed_by, parse_public_keys

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = parse_public_keys(PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


def signed(words: bytes) -> str:
    return f"ed25519:{base64.b64encode(PRIVATE.sign(words)).decode()}"


def code_of(words: bytes) -> str:
    return build_code(words, signed(words))


@given(st.text(max_size=500))
def test_a_code_says_what_was_signed(words: str) -> None:
    code = find_code(code_of(words.encode("utf-8", "ignore")))
    assert code is not None
    assert code.words == words.encode("utf-8", "ignore")
    assert is_signed_by(code, KEYS)


@pytest.mark.parametrize("way", ["{}", " {}\r\n", "]Q1{}", "\ufeff{}", "https://hub.example.org/verify/#{}"])
def test_a_code_is_read_however_it_was_scanned(way: str) -> None:
    code = code_of("receipt 1\n张三\n".encode())
    for written in (code, code.lower(), f"{code[:50]} {code[50:]}"):
        found = find_code(way.format(written))
        assert found is not None
        assert found.lines == ("receipt 1", "张三")


@given(st.integers(0, 10_000), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_code_with_another_character_is_not_genuine(place: int, character: str) -> None:
    code = code_of(b"certificate 1\n")
    place = 3 + place % (len(code) - 3)
    forged = code[:place] + character + code[place + 1 :]
    read = find_code(forged)
    same = read is not None and read == find_code(code)  # the last character has bits to spare
    assert same or read is None or not is_signed_by(read, KEYS)


def test_the_signature_of_other_words_is_not_genuine() -> None:
    forged = find_code(build_code(b"receipt 1\n2\n", signed(b"receipt 1\n1\n")))
    assert forged is not None
    assert not is_signed_by(forged, KEYS)
    assert not is_signed_by(forged, [])


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: "SC1" + base64.b32encode(raw).decode()))
def test_nonsense_is_no_code(text: str) -> None:
    code = find_code(text)
    assert code is None or not is_signed_by(code, KEYS)


def test_a_code_that_unpacks_without_end_is_refused() -> None:
    assert find_code(code_of(bytes(1_000_000))) is None


@pytest.mark.parametrize("signature", ["", "ed25519:", "ed25519:AAAA", "rsa:AAAA", "ed25519:张三"])
def test_what_is_no_signature_makes_no_code(signature: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        build_code(b"words", signature)
