"""Finding by typed letters: initials or syllables of the pinyin, from any syllable on."""


def matches(letters: str, pinyin: str) -> bool:
    """Whether `letters` ("lsjz", "linshi", "linsj") begin somewhere at a syllable of `pinyin` ("lin shi jiu zhu").

    Each syllable is given by its first letters, one or more; only the last may be unfinished in a whole spelling.
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
