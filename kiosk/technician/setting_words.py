"""Names and meanings of a model's settings, in a technician's words. A driver's own are English."""

from collections.abc import Mapping
from typing import Any

from config.loader import ConfigProblem
from kiosk.pages.language import N_, _

_WORDS = {
    "answer_seconds": (N_("Answer within"), N_("Seconds, for an answer in real time.")),
    "ca_file": (N_("Certificates"), N_("A file that vouches for a printer at ipps://; else leave it empty.")),
    "clear_seconds": (N_("Clear within"), N_("Seconds for what was sent to be cut and drawn in.")),
    "code_id_length": (
        N_("Characters before each code"),
        N_("So many are taken off; 0 where the scanner sends none of its own."),
    ),
    "cutter": (N_("Cutter"), N_("Without one it feeds to the tear bar.")),
    "encoding": (N_("Encoding of the text"), N_("As Python names it: utf-8, gb18030 and others.")),
    "end_marks": (
        N_("End marks"),
        N_(
            "What comes behind a code, any of them, parted by spaces: \\r is the return, \\n the new line, \\t the tab."
        ),
    ),
    "frame_seconds": (N_("First picture within"), N_("Seconds; then the camera counts as hung.")),
    "further_encodings": (N_("Further encodings"), N_("Tried in turn where the text is not in the first.")),
    "max_length": (N_("Longest code"), N_("Bytes; what is longer is dropped.")),
    "media": (N_("Paper"), N_("As PWG 5101.1 names it; iso_a4_210x297mm is A4.")),
    "most_megapixels": (N_("Largest picture"), N_("Millions of dots; more only takes longer.")),
    "move_seconds": (N_("Move within"), N_("Seconds for a ticket to come out, go in or fall.")),
    "pixels": (N_("Kind of picture"), N_("How the camera sends it; auto takes the better one.")),
    "present_mm": (N_("How far out"), N_("Millimetres by which a ticket is brought out.")),
    "print_complete": (N_("Print complete"), N_("How the printer says that it has printed; auto finds out.")),
    "print_seconds": (N_("Print within"), N_("Seconds for a whole job; less than those who wait for it allow.")),
    "profile": (N_("Maker and model"), N_("What is special about it.")),
    "profile_file": (N_("Own profile"), N_("A file that describes the packets of a USB reader; else leave it empty.")),
    "pulse_seconds": (N_("Seconds between flashes"), N_("Of a light on the socket for a cash drawer.")),
    "qr": (N_("QR codes"), N_("By the printer's own command, or drawn as an image.")),
    "quiet_seconds": (N_("Quiet ends a code"), N_("Seconds without a byte, where no end mark comes; 0 for never.")),
    "read_seconds": (N_("Read within"), N_("Seconds that one reading may take, all told.")),
    "relay": (N_("Relay"), N_("The one that the light hangs on, 1 to 8.")),
    "retract_seconds": (N_("Draw in after"), N_("Seconds that an untaken ticket lies there.")),
    "retry_seconds": (
        N_("Try again after"),
        N_("Seconds between two attempts to draw in a ticket that does not move."),
    ),
    "sides": (N_("Sides"), N_("one-sided, or two-sided-long-edge.")),
    "silence_seconds": (N_("Silent for"), N_("Seconds without a word while it prints, then it counts as gone.")),
    "start_seconds": (N_("Start within"), N_("Seconds that it may be deaf after its port was opened.")),
    "turn": (N_("Turned by"), N_("Degrees clockwise, by how the camera is mounted.")),
    "user": (N_("Name at the printer"), N_("Of its own where kiosks share one; the machine's name where it is empty.")),
    "void_text": (N_("Void mark"), N_("Printed below what remained of a job that failed.")),
    "void_slip_text": (
        N_("Void mark of the slip before"),
        N_("Printed where that slip may be whole though it failed."),
    ),
    "width_dots": (N_("Width in dots"), N_("384 for paper 58 mm wide, 576 for 80 mm.")),
}
_VALUES = {
    "profile": N_("as the model has it"),
    True: N_("yes"),
    False: N_("no"),
    "auto": N_("found out by itself"),
    "native": N_("by the printer's own command"),
    "drawn": N_("drawn as an image"),
}


_LIMITS = (
    "missing", "string_too_short", "string_too_long", "greater_than_equal", "greater_than", "less_than_equal",
    "less_than",
)  # fmt: skip
_MISTAKES = {  # by the loader's names for them
    "file": N_("The file cannot be read: {message}"),
    "no_key": N_("There is no such key."),
    "no_kind": N_("There is no such kind of device."),
    "no_model": N_("There is no such model of this kind."),
    "no_printer": N_("There is no such printer here."),
    "no_table": N_("Each device is written as a table [[device]]."),
    "one_port": N_("{first} and {second} are on one port."),
    "port": N_("This port is not written as it should be: {message}"),
    "same_name": N_("There is a device of this name already."),
}


def label_of(key: str) -> str:
    """Returns the setting's label; a setting that has no words here is called as in the file."""
    return _(_WORDS[key][0]) if key in _WORDS else key


def help_of(key: str, described: Mapping[str, Any]) -> str:
    return _(_WORDS[key][1]) if key in _WORDS else str(described.get("description", ""))


def value_of(value: object) -> str:
    """Returns the words of a choice."""
    named = isinstance(value, str | bool) and value in _VALUES
    return _(_VALUES[value]) if named else str(value)


def problem_of(kind: str, context: Mapping[str, Any]) -> str:
    """Returns what is wrong with a value, for an error type of pydantic's and what it tells besides."""
    limit = next((context[key] for key in ("ge", "gt", "le", "lt", "max_length", "min_length") if key in context), "")
    words = {
        "missing": N_("This is missing."),
        "string_too_short": N_("This is missing."),
        "too_short": N_("This is missing."),
        "too_long": N_("At most {limit} of them."),
        "string_too_long": N_("At most {limit} characters."),
        "greater_than_equal": N_("At least {limit}."),
        "greater_than": N_("More than {limit}."),
        "less_than_equal": N_("At most {limit}."),
        "less_than": N_("Less than {limit}."),
        "string_pattern_mismatch": N_("Letters, digits, “-”, “_” and “.”."),
    }
    shown = f"{limit:g}" if isinstance(limit, int | float) else limit
    return _(words.get(kind, N_("This value is not possible here."))).format(limit=shown)


def mistake_of(problem: ConfigProblem) -> str:
    """Returns what is wrong in the configuration; in the loader's English where there are no words for it."""
    if problem.fault in _MISTAKES:
        words = _(_MISTAKES[problem.fault]).format(**problem.given, message=problem.message)
    elif problem.fault in _LIMITS:
        words = problem_of(problem.fault, problem.given)
    else:
        words = _("This value is not possible here: {message}").format(message=problem.message)
    hint = _("Did you mean “{word}”?").format(word=problem.nearest) if problem.nearest else ""
    return " ".join(part for part in (f"{problem.key}:" if problem.key else "", words, hint) if part)


def port_problem(port: str) -> str:
    if "://" not in port:
        return _("A port begins with serial://, tcp://, usb://, hid:// or pcsc://.")
    return _("This port is not written as it should be.")
