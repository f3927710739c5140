"""In how many parts an SMS travels, by which it is charged (3GPP TS 23.038, TS 23.040)."""

_GSM = (  # the default alphabet of TS 23.038, 6.2.1
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "\f^{}\\[~]|€"  # two septets each
_SEPTETS, _UNITS = (160, 153), (70, 67)  # alone, and of several


def count_parts(text: str) -> int:
    """Returns how many parts; of the default alphabet in septets, of all other in UTF-16 code units."""
    if all(letter in _GSM or letter in _EXTENDED for letter in text):
        length, (alone, each) = len(text) + sum(letter in _EXTENDED for letter in text), _SEPTETS
    else:
        length, (alone, each) = len(text.encode("utf-16-le")) // 2, _UNITS
    return 1 if length <= alone else -(-length // each)
