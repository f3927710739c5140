"""Who holds a number of the kiosk's own series: the hub, which keeps to one for a person and a service, is away."""

import hmac
from secrets import token_bytes
from time import monotonic

ONE_NUMBER_MINUTES = 240  # for that long one person holds one number for a service, until the hub says otherwise


class HeldNumbers:
    """In memory alone, and of the person only a hash under a key that ends with the program."""

    def __init__(self) -> None:
        self.minutes = ONE_NUMBER_MINUTES  # 0: there is no limit
        self._key = token_bytes(32)
        self._held: dict[tuple[str, bytes], tuple[str, float]] = {}  # number, and since when (monotonic)

    def record(self, service: str, holder: str, number: str) -> None:
        """Records that this person got this number. `holder`: the identity number."""
        since = monotonic()
        self._held = {key: held for key, held in self._held.items() if self._counts(held[1])}
        self._held[service, self._hash(holder)] = number, since

    def find(self, service: str, holder: str) -> str | None:
        """Returns the number that this person got for the service within the time set."""
        number, since = self._held.get((service, self._hash(holder)), ("", 0.0))
        return number if number and self._counts(since) else None

    def _counts(self, since: float) -> bool:
        return monotonic() - since < 60 * self.minutes

    def _hash(self, holder: str) -> bytes:
        return hmac.digest(self._key, holder.encode(), "sha256")
