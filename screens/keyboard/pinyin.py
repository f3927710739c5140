"""The one pinyin engine of the process: read in beside the page that will need it, then used by Kivy's thread alone."""

from concurrent.futures import Future, ThreadPoolExecutor

from screens.keyboard.rime import Engine, open_engine

_opening: list[Future[Engine | None]] = []


def prepare() -> None:
    """Begins to read the engine in, without waiting."""
    if not _opening:
        pool = ThreadPoolExecutor(1, "pinyin")
        _opening.append(pool.submit(open_engine))
        pool.shutdown(wait=False)


def engine() -> Engine | None:
    """Returns the engine; waits where it is still being read in. None where there is none."""
    prepare()
    return _opening[0].result()
