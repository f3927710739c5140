"""What the QR codes of our papers hold: a word and a key, which kiosks read; where there are residents' pages, the
address at which a phone opens the same. `pages`: theirs, `https://hub.example.org/web/`; "" without any."""

from uuid import UUID


def case_qr(code: str, pages: str = "") -> str:
    """Returns `case:7K4M-Q9XT-2VBC`, or the address of that case."""
    return _with_key("case", code, pages)


def ticket_qr(ticket: UUID, pages: str = "") -> str:
    """Returns `ticket:` and the id that the hub knows a ticket by, or the address of its place in the queue."""
    return _with_key("ticket", str(ticket), pages)


def draft_qr(code: str, pages: str = "") -> str:
    """Returns `draft:7K4M-Q9XT-2VBC`, or the address at which one goes on with what was saved."""
    return _with_key("draft", code, pages)


def proof_qr(proof: str, pages: str = "") -> str:
    """Returns the signed code, or the address that tells whether it is genuine. Behind the `#` it is sent to nobody."""
    return f"{pages.removesuffix('web/')}verify/#{proof}" if pages else proof


def _with_key(kind: str, key: str, pages: str) -> str:
    return f"{pages}q/{kind}:{key}" if pages else f"{kind}:{key}"
