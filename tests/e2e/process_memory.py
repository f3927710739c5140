"""What stands in a process's memory, by its bytes."""

import re
from collections.abc import Iterator
from pathlib import Path

_MAPPING = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (r\S+) \S+ \S+ \S+\s*(.*)$")
ENCODINGS = ("utf-8", "utf-16-le", "utf-32-le", "gb18030")
_PIECE = 16 << 20


def find_in_memory(process: int, *words: str) -> dict[str, int]:
    """Returns how often each word stands in the readable memory of the process, in any of the encodings: Python's own
    strings are Latin-1, UCS-2 or UCS-4."""
    forms = [(f"{word} as {code}", word.encode(code)) for word in words for code in ENCODINGS]
    forms = list({form: (name, form) for name, form in forms}.values())
    pattern = re.compile(b"|".join(re.escape(form) for _name, form in forms))
    names = {form: name for name, form in forms}
    counts: dict[str, int] = {}
    for _where, data in _readable(process):
        for match in pattern.finditer(data):
            counts[names[match[0]]] = counts.get(names[match[0]], 0) + 1
    return counts


def context_in_memory(process: int, word: bytes, around: int = 160) -> list[tuple[str, bytes]]:
    """For finding out who holds it: where it stands, and the bytes around it."""
    return [
        (f"{where} +{match.start():x}", data[max(0, match.start() - around) : match.end() + around])
        for where, data in _readable(process)
        for match in re.finditer(re.escape(word), data)
    ]


def _readable(process: int) -> Iterator[tuple[str, bytes]]:
    with Path(f"/proc/{process}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            mapping = _MAPPING.match(line)
            if mapping is None or mapping[4] in ("[vvar]", "[vsyscall]"):
                continue
            begin, end = int(mapping[1], 16), int(mapping[2], 16)
            try:
                memory.seek(begin)
                yield f"{mapping[4] or 'anonymous'} {begin:x}", memory.read(end - begin)
            except (OSError, ValueError):
                continue
