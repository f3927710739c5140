"""`python -m devices record | framing | replay`."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from devices import bring_up
from devices.command_output import card_fields, print_fault, seconds, show
from devices.transports import check_port


def add_commands(add: Callable[..., argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    profile = argparse.ArgumentParser(add_help=False, parents=[common])
    profile.add_argument("--profile", default="", metavar="PROFILE", help="of a USB reader: its name, or a file")
    record = add("record", _record, profile, "record what goes over a card reader's line while it reads a card")
    record.add_argument("port", metavar="PORT", type=_port)
    record.add_argument("file", metavar="FILE", type=Path)
    record.add_argument("--seconds", type=seconds, default=30.0, metavar="SECONDS", help="at most (30)")
    record.add_argument("--mask", action="store_true", help="put a made-up card in the place of the one that was read")
    record.add_argument("--pcap", type=Path, metavar="PCAP", help="take what another program captured, and ask nothing")
    framing = add("framing", _framing, common, "the profile of a USB reader, found in a capture")
    framing.add_argument("file", metavar="FILE", type=Path)
    replay = add("replay", _replay, profile, "let the driver read the card of a capture")
    replay.add_argument("file", metavar="FILE", type=Path)
    replay.add_argument("--port", metavar="PORT", type=_port, help="of the device that was captured")
    replay.add_argument("--seconds", type=seconds, default=8.0, metavar="SECONDS", help="at most (8)")


def _port(text: str) -> str:
    try:
        check_port(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def _record(arguments: argparse.Namespace) -> int:
    bring_up.check_can_save(arguments.file)
    print(bring_up.WARNING, file=sys.stderr)
    if arguments.pcap:
        recording = bring_up.record_from_pcap(arguments.port, arguments.pcap)
    else:
        recording = bring_up.record(arguments.port, arguments.profile, arguments.seconds)
    bring_up.save(recording, arguments.file, arguments.profile, arguments.mask)
    count = len(recording.capture.passages)
    row = {"file": str(arguments.file), "lines": count, "answered": recording.answered, "card": recording.card_read}
    show(arguments, row, [f"{arguments.file}: {count} lines{'' if recording.answered else ', and no answer'}"])
    return 0 if recording.answered else 1


def _framing(arguments: argparse.Namespace) -> int:
    print(bring_up.find_framing(arguments.file))
    return 0


def _replay(arguments: argparse.Namespace) -> int:
    result = bring_up.replay(arguments.file, arguments.port or "", arguments.profile, arguments.seconds)
    for question in result.unknown:
        print(f"not in the capture: {question}", file=sys.stderr)
    if result.error is not None:
        return print_fault(str(result.error.fault), result.error.detail)
    if result.card is None:
        return print_fault("no_card", "the driver reads no card from this capture")
    print(json.dumps(card_fields(result.card), ensure_ascii=False, indent=None if arguments.json else 2))
    return 0
