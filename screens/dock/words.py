"""What the dock calls the simulators' cards, faults and conditions, by the simulators' own names for them."""

from collections.abc import Mapping

from kiosk.language import N_, _

READER, PRINTER = "card-reader", "printer"

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
    "garbage": N_("Garbage for data"),
    "half_frame": N_("Half a frame"),
    "slow": N_("Very slow answer"),
    "silence_in_read": N_("Silent in mid-read"),
    "photo_missing": N_("No photo on the card"),
    "silence": N_("Wholly silent"),
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

FAULTS: Mapping[str, Mapping[str, str]] = {READER: READER_FAULTS, PRINTER: PRINTER_FAULTS}
ONCE = {"lift_in_mid_read"}  # happens to one card, not to every one from now on

_CONDITIONS = {
    "paper_out": N_("Paper out"),
    "cover_open": N_("Cover open"),
    "cutter": N_("Cutter jammed"),
    "unrecoverable": N_("Broken"),
    "overheated": N_("Overheated"),
    "feed_button": N_("Feed button held"),
    "paper_low": N_("Paper low"),
}

State = Mapping[str, object]
"""A simulator's answer to `state`."""


def card(key: str) -> str:
    """What kind of card this invented person has."""
    return _(CARDS[key]) if key in CARDS else _("Card")


def reader_state(state: State, people: Mapping[str, str]) -> str:
    if not state["plugged"]:
        return _("Unplugged")
    key = state["card"]
    return _("{name}'s card is on the reader").format(name=people.get(str(key), key)) if key else _("No card")


def printer_state(state: State) -> str:
    """What one would see of the printer, the most pressing first."""
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
