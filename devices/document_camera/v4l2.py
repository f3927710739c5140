"""Document cameras that the kernel knows: USB Video Class and others, by Video4Linux2. They film only while pictures
are asked for."""

import contextlib
import time
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from devices.base import CameraFrame, Condition, DeviceError, Fault, Status, UnplugSeen
from devices.transports import parse
from devices.transports.video_node import FrameFormat, Kernel, VideoNode
from devices.tried import simulated

TRIED = (simulated("v4l2"),)
_CODES = ("MJPG", "YUYV")  # the better first: raw pictures of this size come once in a second
_SETTLING = 3  # pictures until light and sharpness are set, after it began to film
_AT_REST = 1.5  # seconds without a picture asked for, and it films no more
_MOST_BYTES = 40_000_000  # of a frame


class Settings(BaseModel):
    """The model's own keys in the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    most_megapixels: float = Field(default=8.5, ge=1, le=25, description="of a picture; more only takes longer")
    pixels: Literal["auto", "MJPG", "YUYV"] = Field(default="auto", description="how the camera sends a picture")
    frame_seconds: float = Field(
        default=3.0, ge=0.3, le=10, description="for the first picture, then it counts as hung"
    )
    turn: Literal[0, 90, 180, 270] = Field(default=0, description="degrees clockwise, by how the camera is mounted")


class Driver:
    unplug_seen = UnplugSeen.PORT
    kernel = Kernel

    def __init__(self, port: str, settings: Settings) -> None:
        self._port = port
        self._settings = settings
        self.call_seconds = settings.frame_seconds + 2
        self._node: VideoNode | None = None
        self._format = FrameFormat("", 0, 0)
        self._wanted_at = 0.0

    def open(self) -> None:
        """Raises DeviceError; `wrong_device` where it sends no picture of a kind that can be read."""
        address = parse(self._port)
        if address.scheme != "v4l2":
            raise DeviceError(Fault.WRONG_DEVICE, f"a camera has the port v4l2://FILE, not {self._port}")
        self._node = VideoNode(address.path, self.kernel())
        try:
            self._format = self._node.choose(self._best(self._node.list_formats()))
            if self._format.code not in _CODES or self._format.pixels > self._most_pixels:
                raise DeviceError(Fault.WRONG_DEVICE, f"it sends {self._format}")
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        node, self._node = self._node, None
        if node is not None:
            node.close()

    def status(self) -> Status:
        """Returns that it is there: whether it sees anything is known once a picture is asked for."""
        node = self._here()
        node.ask()
        if node.is_filming and time.monotonic() - self._wanted_at > _AT_REST:
            node.stop()
        return Status(Condition.CONNECTED, detail=f"{self._format.width} x {self._format.height} {self._format.code}")

    def firmware(self) -> str:
        return self._here().name[:100]

    def clear(self) -> None:
        """Films no more, so that the next picture is a new one."""
        with contextlib.suppress(DeviceError):
            self._here().stop()

    def take_frame(self, within: float) -> CameraFrame:
        """Returns what it sees now: nothing that was seen before it was asked for. Raises DeviceError:
        `not_responding` where no whole picture comes."""
        node, end = self._here(), time.monotonic() + min(within, self._settings.frame_seconds)
        if not node.is_filming:
            node.start()
            for _frame in range(_SETTLING):
                self._next_frame(node, end)
        node.drop_frames()
        data = self._next_frame(node, end)
        self._wanted_at = time.monotonic()
        if len(data) > _MOST_BYTES:
            raise DeviceError(Fault.BROKEN, f"a picture of {len(data)} bytes")
        return CameraFrame(data, self._format.code, self._format.width, self._format.height, self._settings.turn)

    def _next_frame(self, node: VideoNode, end: float) -> bytes:
        while (left := end - time.monotonic()) > 0:
            if (data := node.read(left)) is not None:
                return data
        node.stop()
        raise DeviceError(Fault.NOT_RESPONDING, "no whole picture came")

    @property
    def _most_pixels(self) -> int:
        return round(self._settings.most_megapixels * 1_000_000)

    def _best(self, formats: list[FrameFormat]) -> FrameFormat:
        """Returns the largest of the best code. Raises DeviceError."""
        codes = _CODES if self._settings.pixels == "auto" else (self._settings.pixels,)
        for code in codes:
            fitting = [each for each in formats if each.code == code and each.pixels <= self._most_pixels]
            if fitting:
                return max(fitting, key=lambda each: each.pixels)
        kinds = ", ".join(sorted({each.code for each in formats})) or "no pictures"
        raise DeviceError(Fault.WRONG_DEVICE, f"it sends {kinds}, and none of {', '.join(codes)} that is small enough")

    def _here(self) -> VideoNode:
        if self._node is None:
            raise DeviceError(Fault.DISCONNECTED, "not open")
        return self._node
