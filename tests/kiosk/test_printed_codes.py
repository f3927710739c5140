"""Codes of our own papers, as scanners write them."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.cases import case_code
from contract.paper_codes import case_qr, proof_qr
from contract.signed_codes import build_code, receipt_words
from kiosk.pages.printed import case_of_qr, is_ours, ticket_of_qr

CODE = case_code(UUID(int=20))
TICKET = UUID("0a0b0c0d-0000-4000-8000-00000000abcd")
WAYS = ("{}", " {} ", "]Q1{}", "s{}", "\ufeff{}")


@pytest.mark.parametrize("way", WAYS)
def test_our_codes_are_understood_in_small_letters_and_in_capitals(way: str) -> None:
    for code in (case_qr(CODE), case_qr(CODE).upper(), case_qr(CODE).swapcase(), case_qr(CODE).replace(":", "：")):
        assert case_of_qr(way.format(code)) == CODE
        assert is_ours(way.format(code))
    for code in (f"ticket:{TICKET}", f"TICKET:{str(TICKET).upper()}"):
        assert ticket_of_qr(way.format(code)) == TICKET
        assert is_ours(way.format(code))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("pages", ["https://hub.example.org/web/", "http://10.0.0.1:8000/web/"])
def test_codes_that_open_on_a_phone_are_understood_at_the_kiosk(way: str, pages: str) -> None:
    for code in (case_qr(CODE, pages), case_qr(CODE, pages).upper(), case_qr(CODE, pages).replace(":", "：")):
        assert case_of_qr(way.format(code)) == CODE
        assert is_ours(way.format(code))
    assert ticket_of_qr(way.format(f"{pages}q/ticket:{TICKET}")) == TICKET
    proof = proof_qr(build_code(receipt_words(CODE, datetime.now(UTC), None), f"ed25519:{'A' * 86}=="), pages)
    assert proof.startswith(f"{pages.removesuffix('web/')}verify/#SC1")
    for code in (proof, proof.lower()):
        assert case_of_qr(way.format(code)) == CODE
    assert is_ours(way.format(proof[:-9]))


@given(st.integers(0, len(case_qr(CODE)) - 5))
def test_a_receipt_that_was_read_in_part_is_no_persons_token(cut: int) -> None:
    assert is_ours(case_qr(CODE)[: 5 + cut])


@pytest.mark.parametrize("scanned", [CODE, f"x{CODE}", f"CASE {CODE}", f"https://example.org/c/{CODE}"])
def test_a_case_number_alone_is_no_persons_token(scanned: str) -> None:
    assert is_ours(scanned)


@pytest.mark.parametrize(
    "token", ["28C0B1F2E3D4A5B6", "310000;医保电子凭证;A9f/+==\x1d21 ", "showcase:1", "ABCD-EFGH-IJKL"]
)
def test_what_stands_for_a_person_is_not_ours(token: str) -> None:
    assert not is_ours(token)
