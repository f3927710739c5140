"""The keyboard layouts, row by row. Names of more than one character are keys that do something."""

DIGITS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0")
LETTERS = (
    ("q", "w", "e", "r", "t", "y", "u", "i", "o", "p"),
    ("a", "s", "d", "f", "g", "h", "j", "k", "l"),
    ("shift", "z", "x", "c", "v", "b", "n", "m", "backspace"),
)
SYMBOLS = (
    DIGITS,
    ("-", "/", "：", "；", "（", "）", "@", "·", "#"),
    ("。", "，", "、", "？", "！", "“", "”", "+", "backspace"),
)
SIGNS = (
    DIGITS,
    ("-", "/", ":", ";", "(", ")", "@", "#", "_"),
    (".", ",", "?", "!", "=", "&", "%", "+", "backspace"),
)
