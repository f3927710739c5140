"""Search by typed letters: initials or syllables of the pinyin, starting at any syllable."""


def matches(letters: str, pinyin: str) -> bool:
    """Returns whether `letters` ("lsjz", "linshi", "linsj") match `pinyin` ("lin shi jiu zhu") from some syllable on.

    A syllable is matched by its first letters, one or more; in a full spelling only the last may be unfinished.
    """
    typed, syllables = letters.lower().replace(" ", ""), pinyin.split()
    return not typed or any(_matches(typed, syllables[at:]) for at in range(len(syllables)))


def _matches(typed: str, syllables: list[str]) -> bool:
    if not typed:
        return True
    if not syllables:
        return False
    head, rest = syllables[0], syllables[1:]
    taken = next((at for at, (a, b) in enumerate(zip(typed, head, strict=False)) if a != b), min(len(typed), len(head)))
    return any(_matches(typed[count:], rest) for count in range(taken, 0, -1))
