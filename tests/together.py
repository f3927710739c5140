"""What several do at one moment, and waiting for what another does."""

from collections.abc import Callable
from threading import Barrier, Thread
from time import monotonic, sleep


def run_together(count: int, act: Callable[[], object]) -> None:
    """Has so many threads begin it at once; returns when the last has ended."""
    barrier = Barrier(count)

    def run() -> None:
        barrier.wait(60)
        act()

    threads = [Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def wait_until(condition: Callable[[], object], within: float = 90) -> None:
    """Asks again and again; `within`: in seconds, long enough for a busy machine. Raises AssertionError."""
    give_up = monotonic() + within
    while not condition():
        assert monotonic() < give_up, "it did not happen"
        sleep(0.02)
