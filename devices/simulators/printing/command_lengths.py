"""How many bytes follow a command, of those that change nothing which is modelled: Epson's ESC/POS command reference,
and a few of other makers."""

ESC, FS, GS = 0x1B, 0x1C, 0x1D


def _each(signs: str, count: int) -> dict[int, int]:
    return dict.fromkeys(map(ord, signs), count)


PARAMETERS = {
    ESC: {
        **_each(" %-?ACKMRTUVerz{", 1),
        **_each("BFcf", 2),
        ord("W"): 8,
    },
    FS: {**_each("-CW", 1), ord("?"): 2, ord("2"): 2 + 72},
    GS: {**_each('"BEHTfjt', 1), **_each("$APW\\", 2), ord("^"): 3, ord("z"): 3, ord("g"): 4},
}

CODE_PAGES = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737", 15: "iso8859_7", 16: "cp1252",
    17: "cp866", 18: "cp852", 19: "cp858", 32: "cp720", 33: "cp775", 34: "cp855", 35: "cp861", 36: "cp862", 37: "cp864",
    38: "cp869", 39: "iso8859_2", 40: "iso8859_15", 44: "cp1125", 45: "cp1250", 46: "cp1251", 47: "cp1253",
    48: "cp1254", 49: "cp1255", 50: "cp1256", 51: "cp1257", 52: "cp1258", 53: "kz1048",
}  # fmt: skip
"""By the number of ESC t."""

BARCODES = (
    "UPC-A", "UPC-E", "EAN13", "EAN8", "CODE39", "ITF", "CODABAR", "CODE93", "CODE128", "GS1-128", "GS1-DATABAR",
    "GS1-DATABAR-TRUNCATED", "GS1-DATABAR-LIMITED", "GS1-DATABAR-EXPANDED", "CODE128-AUTO",
)  # fmt: skip
"""By the number of GS k: from 0, and from 65."""

SYMBOLS = {b"0": "PDF417", b"2": "MAXICODE", b"3": "GS1-DATABAR", b"4": "COMPOSITE", b"5": "AZTEC", b"6": "DATAMATRIX"}
"""By the first byte of GS ( k; `1` is QR."""
