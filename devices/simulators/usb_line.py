"""A simulated device on a simulated USB bus: a directory in which each device that is plugged in has its descriptors
(`NAME.usb.json`) and a socket whose messages are its packets (`NAME.usb`). `usb_stand_in` is the host's side of it.

A message to the host is endpoint, kind (0 data, 1 the endpoint stalls, 2 a packet too long) and data; one from the
host is endpoint and data.
"""

import asyncio
import contextlib
import json
import socket
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices.simulators.line import SimulatedLine
from devices.simulators.usb_layouts import PACKET, Layout, Packet

DATA, STALL, OVERFLOW = 0, 1, 2
_LONGEST = 1 << 16
_BITS_A_BYTE = 10
_FULL_SECONDS = 0.001  # until a full queue is tried again


class UsbLine(SimulatedLine):
    def __init__(self, bus: Path, layout: Layout, place: str, baudrate: int | None = None) -> None:
        """`place` is where it is plugged in, as in 1-2.3."""
        super().__init__(baudrate)
        self._path = bus / f"at-{place}.usb"
        self._descriptors = bus / f"at-{place}.usb.json"
        self._kernel = bus / f"at-{place}.kernel"
        self._layout = layout
        self._place = place
        self._address = 0
        self._listener: socket.socket | None = None
        self._host: socket.socket | None = None
        self._packets: deque[Packet] = deque()
        self._set_well()

    def _set_well(self) -> None:
        self._size, self._delay, self._empty, self._cut_after = PACKET, 0.0, 0, 0
        self._drops = self._overflows = 0
        self._accessible = True

    @property
    def port(self) -> str:
        vendor, product = self._layout.ids
        return f"{self._layout.scheme}://{vendor:04x}:{product:04x}?at={self._place}"

    @property
    def plugged(self) -> bool:
        return self._listener is not None

    def plug(self) -> None:
        """Plugs the device in with another address than the last time, as a bus assigns them."""
        if self._listener is not None:
            return
        self._path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(str(self._path))
        self._listener.listen()
        self._listener.setblocking(False)
        asyncio.get_running_loop().add_reader(self._listener, self._host_came, self._listener)
        self._address += 1
        self._kernel.touch() if self._layout.scheme == "hid" else self._kernel.unlink(missing_ok=True)
        self._describe()

    def _describe(self) -> None:
        bus, _, ports = self._place.partition("-")
        vendor, product = self._layout.ids
        description = {
            "vendor": vendor,
            "product": product,
            "name": "Identity card reader",
            "bus": int(bus),
            "ports": [int(port) for port in ports.split(".")],
            "address": self._address,
            "accessible": self._accessible,
            "interfaces": [self._layout.describe()],
        }
        temporary = self._descriptors.with_suffix(".new")
        temporary.write_text(json.dumps(description))
        temporary.replace(self._descriptors)

    def unplug(self) -> None:
        listener, self._listener = self._listener, None
        if listener is None:
            return
        self._descriptors.unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)
        asyncio.get_running_loop().remove_reader(listener)
        listener.close()
        self._leave()

    def commands(self) -> Mapping[str, Any]:
        return {"usb": self._command, "reenumerate": self._reenumerate}

    def _command(self, fields: Mapping[str, Any]) -> None:
        """Sets the faults. `size`: bytes in a packet at most; `delay`: seconds before each; `empty`: that many empty
        packets before each; `drops`, `overflows`: that many packets that do not arrive; `stall`: this endpoint halts;
        `cut_after`: unplugged after that many packets; `accessible`; `kernel`: a driver of the kernel's has it."""
        self._size = int(fields.get("size", self._size))
        self._delay = float(fields.get("delay", self._delay))
        self._empty = int(fields.get("empty", self._empty))
        self._drops = int(fields.get("drops", self._drops))
        self._overflows = int(fields.get("overflows", self._overflows))
        self._cut_after = int(fields.get("cut_after", self._cut_after))
        self._accessible = bool(fields.get("accessible", self._accessible))
        if "stall" in fields:
            self._tell(int(fields["stall"]), STALL, b"")
        if "kernel" in fields:
            self._kernel.touch() if fields["kernel"] else self._kernel.unlink(missing_ok=True)
        if self.plugged:
            self._describe()

    def _reenumerate(self, fields: Mapping[str, Any]) -> None:
        """Unplugs the device and plugs it in again after `seconds` (0.3), with another address, as after a loose
        contact."""
        self.unplug()
        asyncio.get_running_loop().call_later(float(fields.get("seconds", 0.3)), self.plug)

    def cleared(self) -> None:
        self._set_well()
        if self.plugged:
            self._describe()

    def send(self, data: bytes) -> None:
        for packet in self._layout.packets(data, self._size):
            self._packets += [Packet(packet.endpoint, b"")] * self._empty + [packet]
        if self._timer is None:
            self._go_on()

    @property
    def sending(self) -> bool:
        return bool(self._packets)

    def drop_output(self) -> None:
        self._packets.clear()

    def _go_on(self) -> None:
        """Sends what is due now, and schedules the next."""
        self._timer = None
        while self._packets:
            if wait := self._pause(len(self._packets[0].data)):
                self._come_again(wait)
                return
            if not self._send_first():
                return

    def _send_next(self) -> None:
        self._timer = None
        if not self._packets or self._send_first():
            self._go_on()

    def _come_again(self, wait: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(wait, self._send_next)

    def _send_first(self) -> bool:
        """Sends the first packet; returns False where the host takes nothing now: it is tried again."""
        try:
            self._emit_packet(self._packets[0])
        except BlockingIOError:
            self._come_again(_FULL_SECONDS)
            return False
        if self._packets:  # it may have been the last before the unplug
            self._packets.popleft()
        return True

    def _pause(self, count: int) -> float:
        baudrate = self._slowed or self._baudrate
        return self._delay + (count * _BITS_A_BYTE / baudrate if baudrate else 0.0)

    def _emit_packet(self, packet: Packet) -> None:
        """Sends one packet. Raises BlockingIOError where the host takes nothing now."""
        if self._drops:
            self._drops -= 1
        elif self._overflows:
            self._tell(packet.endpoint, OVERFLOW, b"")
            self._overflows -= 1
        else:
            self._tell(packet.endpoint, DATA, packet.data)
        if self._cut_after:
            self._cut_after -= 1
            if not self._cut_after:
                self._packets.clear()
                self.unplug()

    def _tell(self, endpoint: int, kind: int, data: bytes) -> None:
        if self._host is None:
            return
        with contextlib.suppress(ConnectionError):
            self._host.send(bytes((endpoint, kind)) + data)

    def _write(self, data: bytes) -> int:
        return len(data)  # packets go out by `_emit_packet`

    def _host_came(self, listener: socket.socket) -> None:
        host, _ = listener.accept()
        host.setblocking(False)
        self._leave()
        self._host = host
        asyncio.get_running_loop().add_reader(host, self._packet_came, host)

    def _packet_came(self, host: socket.socket) -> None:
        try:
            message = host.recv(_LONGEST)
        except BlockingIOError:
            return
        except OSError:
            message = b""
        if not message:
            self._leave()
            return
        data = self._layout.received(message[0], message[1:])
        if data:
            self.received(data)

    def _leave(self) -> None:
        """Closes the host's side."""
        host, self._host = self._host, None
        self.drop_output()
        if host is not None:
            asyncio.get_running_loop().remove_reader(host)
            host.close()
