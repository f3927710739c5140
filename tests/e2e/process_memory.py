"""What stands in a process's memory, by its bytes."""

import re
from collections.abc import Iterator
from pathlib import Path

_WRITABLE = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw", re.MULTILINE)  # all else holds what files hold
_PIECE = 1 << 16


def find_in_memory(process: int, *words: str) -> set[str]:
    """Returns which words stand in the memory of the process as UTF-8, UTF-16, UTF-32 or GB 18030; Python's own strings
    are Latin-1, UCS-2 or UCS-4. All zero bytes are left out, so that the wider forms read like the narrow ones."""
    forms = [
        (word, word.encode(code).replace(b"\0", b"")) for word in words for code in ("utf-8", "utf-16-le", "gb18030")
    ]
    return {word for data in _memory(process) for word, form in forms if form in data}


def _memory(process: int) -> Iterator[bytes]:
    with Path(f"/proc/{process}/mem").open("rb", 0) as memory:
        for mapping in _WRITABLE.finditer(Path(f"/proc/{process}/maps").read_text()):
            begin, end = int(mapping[1], 16), int(mapping[2], 16)
            try:
                memory.seek(begin)
                yield b"".join(_pieces(memory.read(end - begin)))
            except OSError:  # freed meanwhile
                continue


def _pieces(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), _PIECE):
        yield data[at : at + _PIECE].translate(None, b"\0")
