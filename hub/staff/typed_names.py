"""Names as they are typed at log-in: only a keyed hash of them is kept, as one may be a password in the wrong field."""

from hub.core.keys import Suite
from hub.core.sealing import trail_hash


def hash_name(name: str, *, in_known_browser: bool = False) -> str:
    """Returns 64 hexadecimal digits; others for a name that was typed in a browser in which it has signed in before."""
    return trail_hash(f"typed name\0{name}" + "\0known browser" * in_known_browser, Suite.AES)
