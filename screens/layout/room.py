"""How parts share too little room."""


def lowered(sizes: list[float], least: list[float], lack: float) -> list[float]:
    """Returns the sizes, less `lack` altogether, taken from each as far as it stands above its least."""
    spare = [max(0.0, size - low) for size, low in zip(sizes, least, strict=True)]
    share = min(1.0, max(0.0, lack) / sum(spare)) if sum(spare) else 0.0
    return [size - more * share for size, more in zip(sizes, spare, strict=True)]


def capped(sizes: list[float], room: float) -> list[float]:
    """Returns the sizes, the largest of them cut to one like size, so that all fit into `room`."""
    rest, count = room, len(sizes)
    for size in sorted(sizes):
        if size * count >= rest:
            return [min(s, max(0.0, rest / count)) for s in sizes]
        rest, count = rest - size, count - 1
    return sizes
