"""The dock's names of the simulators' cards, faults and conditions, by the simulators' own names for them."""

from collections.abc import Mapping

from kiosk.pages.language import N_, _

READER, PRINTER, NETWORK = "card-reader", "printer", "network"
SPARE, DISPENSER, SCANNER, CHIPS, CAMERA = "printer-2", "dispenser", "scanner", "chip-cards", "camera"

CARDS = {
    "zhang": N_("Identity card, valid without end"),
    "li": N_("Identity card with a newer address"),
    "rare": N_("Identity card, rare characters"),
    "expired": N_("Expired identity card"),
    "bad_digit": N_("Identity card, wrong check digit"),
    "unknown_type": N_("Card of an unknown kind"),
    "hk": N_("Residence permit, Hong Kong, Macao, Taiwan"),
    "foreigner": N_("Permanent resident, card of 2017"),
    "foreigner_2023": N_("Permanent resident, card of 2023"),
}

READER_FAULTS = {
    "lift_in_mid_read": N_("Card lifted in mid-read, once"),
    "read_failed": N_("Reading fails"),
    "select_failed": N_("Card does not answer"),
    "unknown_card": N_("Card not recognised"),
    "wrong_checksum": N_("Wrong checksum"),
    "bad_checksum": N_("Checksum refused"),
    "unknown_error": N_("Unknown error"),
    "garbage": N_("Garbage for data"),
    "half_frame": N_("Half a frame"),
    "slow": N_("Very slow answer"),
    "silence_in_read": N_("Silent in mid-read"),
    "photo_missing": N_("No photo on the card"),
    "silent_once_lifted": N_("Silent once the card is gone"),
    "silence": N_("Wholly silent"),
    "late": N_("Late answers"),
    "noise": N_("Noise on the line"),
    "not_authorised": N_("Module not authorised"),
    "self_test_failed": N_("Self-test fails"),
    "wrong_device": N_("Another device"),
}

PRINTER_FAULTS = {
    "paper_low": N_("Paper low"),
    "paper_out": N_("Paper out"),
    "cover": N_("Cover open"),
    "cutter": N_("Cutter jams"),
    "overheated": N_("Overheated"),
    "unrecoverable": N_("Broken"),
    "feed_button": N_("Feed button held"),
    "silent": N_("Wholly silent"),
    "late": N_("Late answers"),
    "split": N_("Split answers"),
    "unasked": N_("Unasked answers"),
}

DISPENSER_FAULTS = {
    **PRINTER_FAULTS,
    "jam": N_("Ticket jams"),
    "stays": N_("Ticket goes neither in nor out"),
    "head_up": N_("Head up"),
    "voltage": N_("Wrong voltage"),
    "virtual_end": N_("Paper end by count"),
}

SCANNER_FAULTS = {
    "noise": N_("Noise before the code"),
    "half": N_("Half the code"),
    "endless": N_("Much without an end"),
    "no_mark": N_("No end mark"),
}

CHIP_FAULTS = {
    "no_answer": N_("Card does not answer"),
    "bad_atr": N_("Card the wrong way round"),
    "lift_in_mid_read": N_("Card lifted in mid-read, once"),
    "wrong_status": N_("Card refuses"),
    "cut_answer": N_("Answer cut short"),
    "garbage": N_("Garbage for data"),
    "endless": N_("Answers without end"),
}

CAMERA_FAULTS = {
    "blurred": N_("Blurred"),
    "glare": N_("A lamp is mirrored"),
    "dark": N_("Too dark"),
    "black": N_("Lens covered"),
    "skewed": N_("Paper lies aslant"),
    "turned": N_("Paper lies across"),
    "cut_off": N_("Paper half outside"),
    "small": N_("A very small paper"),
    "white_desk": N_("White desk"),
    "silent": N_("No picture comes"),
    "half": N_("Half pictures"),
    "damaged": N_("Damaged pictures"),
    "huge": N_("Picture of 60,000 × 60,000"),
    "gone_in_mid_picture": N_("Unplugged in mid-picture, once"),
    "in_use": N_("Another program has it"),
    "no_permission": N_("May not be opened"),
    "sound_card": N_("Another device"),
    "raw_only": N_("Raw pictures only"),
}
DOCUMENTS = {
    "household": N_("Household register"),
    "income": N_("Proof of income"),
    "lease": N_("Lease"),
    "bill": N_("Water bill"),
}

NETWORK_FAULTS = {
    "silent": N_("No answer at all"),
    "slow": N_("Slow"),
    "web_page": N_("A web page in place of the hub"),
}

FAULTS: Mapping[str, Mapping[str, str]] = {
    READER: READER_FAULTS,
    PRINTER: PRINTER_FAULTS,
    SPARE: PRINTER_FAULTS,
    DISPENSER: DISPENSER_FAULTS,
    SCANNER: SCANNER_FAULTS,
    CHIPS: CHIP_FAULTS,
    CAMERA: CAMERA_FAULTS,
    NETWORK: NETWORK_FAULTS,
}
ONCE = {"lift_in_mid_read", "gone_in_mid_picture"}  # happens once, not from now on

PRINTER_TRAITS = {
    "no_ids": N_("Knows no process ids"),
    "no_clearing": N_("Cannot be cleared"),
    "nameless": N_("Does not say what it is"),
    "cover_as_end": N_("Says paper end for cover"),
    "odd_bits": N_("Undefined bits"),
    "xonxoff": N_("XON and XOFF"),
}
TRAITS: Mapping[str, Mapping[str, str]] = {PRINTER: PRINTER_TRAITS, SPARE: PRINTER_TRAITS}
TRAIT_SETTINGS: Mapping[str, Mapping[str, object]] = {
    "no_ids": {"process_ids": False},
    "no_clearing": {"clear_all": False, "clear_buffers": False},
    "nameless": {"identifies": False},
    "cover_as_end": {"cover_is_paper_end": True},
    "odd_bits": {"undefined_bits": True},
    "xonxoff": {"flow": "xonxoff"},
}
USUAL: Mapping[str, object] = {
    "process_ids": True, "clear_all": True, "clear_buffers": True, "identifies": True, "cover_is_paper_end": False,
    "undefined_bits": False, "flow": "hold",
}  # fmt: skip

CHIPS_SHORT = {
    "second": N_("Social security, 2nd"),
    "first": N_("Social security, 1st"),
    "long_name": N_("Long name"),
    "third": N_("Social security, 3rd"),
    "third_contactless": N_("3rd, contactless"),
    "city": N_("City card"),
    "identity": N_("Identity card"),
    "bank": N_("Bank card"),
}
CHIP_CARDS = {
    "second": N_("Number and name"),
    "first": N_("Number and name"),
    "long_name": N_("In two records"),
    "third": N_("Number, no name"),
    "third_contactless": N_("Number, no name"),
    "city": N_("A UID and no more"),
    "identity": N_("On the wrong reader"),
    "bank": N_("Not known here"),
}

_CONDITIONS = {
    "paper_out": N_("Paper out"),
    "cover_open": N_("Cover open"),
    "cutter": N_("Cutter jammed"),
    "unrecoverable": N_("Broken"),
    "overheated": N_("Overheated"),
    "feed_button": N_("Feed button held"),
    "paper_low": N_("Paper low"),
    "jam": N_("Jammed"),
    "head_up": N_("Head up"),
    "voltage": N_("Wrong voltage"),
    "virtual_end": N_("Paper end by count"),
}

State = Mapping[str, object]
"""A simulator's answer to `state`."""


def card(key: str) -> str:
    """Returns what kind of card this invented person has."""
    return _(CARDS[key]) if key in CARDS else _("Card")


def reader_state(state: State, people: Mapping[str, str]) -> str:
    if not state["plugged"]:
        return _("Unplugged")
    key = state["card"]
    if key == "own":
        return _("A made-up card is on the reader")
    return _("{name}'s card is on the reader").format(name=people.get(str(key), key)) if key else _("No card")


def chip_state(state: State) -> str:
    if not state["plugged"]:
        return _("Unplugged")
    key = state["card"]
    return _("{card} is in the reader").format(card=_(CHIPS_SHORT[str(key)])) if key else _("No card")


def camera_state(state: State) -> str:
    if not state["plugged"]:
        return _("Unplugged")
    document = str(state["document"])
    lies = _("{document} lies there").format(document=_(DOCUMENTS[document])) if document else _("Nothing lies there")
    return _(", ").join([lies, _("it films")]) if state["filming"] else lies


def network_state(state: State) -> str:
    if not state["plugged"]:
        return _("Unplugged")
    faults = state["faults"] if isinstance(state["faults"], list) else []
    return _(", ").join(_(NETWORK_FAULTS[name]) for name in faults) or _("Connected")


def dispenser_state(state: State) -> str:
    """Returns the state as a printer's; before it the ticket that waits to be taken."""
    words = printer_state(state)
    return _(", ").join([_("a ticket hangs at the exit slot"), words]) if state["exit_slot"] else words


def printer_state(state: State) -> str:
    """Returns what one would see of the printer, the most pressing first."""
    if not state["plugged"]:
        return _("Unplugged")
    if not state["powered"]:
        return _("Switched off")
    condition = _names(state["condition"])
    wrong = [_(words) for name, words in _CONDITIONS.items() if name in condition]
    now = [_("Printing")] if state["printing"] else [] if wrong else [_("Ready")]
    hanging = [_("half a job hangs in it")] if state["half_printed"] and not state["printing"] else []
    paper = [] if "paper_out" in condition else [_paper(state["paper_mm"])]
    return _(", ").join([*wrong, *now, *hanging, *paper])


def _paper(millimetres: object) -> str:
    if not isinstance(millimetres, int | float):
        return ""
    if millimetres < 1000:
        return _("{length} cm of paper").format(length=round(millimetres / 10))
    return _("{length} m of paper").format(length=round(millimetres / 1000))


def _names(condition: object) -> set[str]:
    names = {str(name) for name in condition} if isinstance(condition, list) else set()
    return names - {"paper_low"} if "paper_out" in names else names
