"""What several do at one moment."""

from collections.abc import Callable
from threading import Barrier, Thread


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
