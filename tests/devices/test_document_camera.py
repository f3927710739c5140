"""A camera above a desk: the sheet is found, straightened and checked, whatever lies there and however it is lit."""

import json
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from devices.__main__ import main
from devices.base import CameraFrame, Condition, DeviceError, Fault
from devices.document_camera.frame_picture import decode_frame
from devices.document_camera.page_check import Flaw
from devices.document_camera.page_picture import PagePicture, check_picture, look, take_picture, turn
from devices.document_camera.v4l2 import Driver, Settings
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators import desk, video_stand_in
from devices.simulators.process import SimulatorProcess
from devices.transports import video_structs
from tests.devices.conftest import Eventually
from tests.examples import examples

SIZE = (1600, 1200)


def seen(document: str, *looks: str, size: tuple[int, int] = SIZE, code: str = "MJPG") -> PagePicture:
    picture = desk.encode(desk.draw_desk(document, frozenset(looks), size), code)
    return check_picture(decode_frame(CameraFrame(picture, code, *size)))


@pytest.fixture(scope="module")
def process() -> Iterator[SimulatorProcess]:
    with video_stand_in.standing_in(), SimulatorProcess("v4l2", tcp=True) as process:
        yield process


@pytest.fixture
def camera(process: SimulatorProcess) -> Iterator[SimulatorProcess]:
    """A simulated camera in good order, above a page."""
    yield process
    for command in ("plug", "clear"):
        process.do(command)
    process.do("lay", document="household")


@pytest.fixture
def driver(camera: SimulatorProcess) -> Iterator[Driver]:
    driver = opened(camera)
    yield driver
    driver.close()


@pytest.fixture
def devices(camera: SimulatorProcess, eventually: Eventually) -> Iterator[DeviceManager]:
    keys = {"most_megapixels": 1.0, "frame_seconds": 1.2}
    devices = DeviceManager([DeviceSpec("above", "document_camera", "v4l2", port(camera), keys)])
    devices.start()
    eventually(lambda: devices.can("document_camera"))
    yield devices
    devices.stop()


def port(camera: SimulatorProcess) -> str:
    return video_stand_in.port_of(camera.port)


def opened(camera: SimulatorProcess, **keys: object) -> Driver:
    driver = Driver(port(camera), Settings(**{"most_megapixels": 1.0, "frame_seconds": 1.2, **keys}))  # type: ignore[arg-type]
    driver.open()
    return driver


@pytest.mark.parametrize("document", desk.DOCUMENTS)
def test_a_page_is_found_straightened_and_without_a_flaw(document: str) -> None:
    picture = seen(document)
    assert picture.flaws == ()
    assert 1.25 < picture.height / picture.width < 1.5  # A4, nearly from above


@pytest.mark.parametrize(
    ("look", "flaw"),
    [
        ("blurred", Flaw.BLURRED),
        ("glare", Flaw.GLARE),
        ("dark", Flaw.DARK),
        ("cut_off", Flaw.CUT_OFF),
        ("small", Flaw.SMALL),
    ],
)
@pytest.mark.parametrize("document", ["income", "bill"])
def test_what_is_wrong_is_named(document: str, look: str, flaw: Flaw) -> None:
    assert seen(document, look).flaws[:1] == (flaw,)


def test_a_black_picture_is_dark_and_an_empty_desk_has_no_page() -> None:
    assert seen("household", "black").flaws == (Flaw.DARK, Flaw.NO_PAGE)
    assert seen("", size=(1024, 768)).flaws == (Flaw.NO_PAGE,)
    empty = seen("")
    assert empty.flaws == (Flaw.NO_PAGE,)
    assert (empty.width, empty.height) == SIZE  # the whole desk can be taken all the same


@pytest.mark.parametrize("look", ["skewed", "turned", "white_desk"])
def test_a_page_that_lies_aslant_across_or_on_a_white_desk_is_found(look: str) -> None:
    picture = seen("lease", look)
    assert picture.flaws == ()
    assert (picture.width > picture.height) == (look == "turned")


def test_the_straightened_page_is_the_page_to_its_edges() -> None:
    """Its frame is where it was drawn, and no desk is left around it."""
    page = numpy.asarray(Image.open(BytesIO(seen("bill", "skewed").jpeg)).convert("L"))
    height, width = page.shape
    assert min(page[8, 8], page[8, width - 9], page[height - 9, 8], page[height - 9, width - 9]) > 190
    left = 20 + int(page[height // 2, 20 : width // 4].argmin())
    assert abs(left / width - 91 / 1240) < 0.015


def test_a_quarter_turn_puts_it_upright() -> None:
    picture = seen("lease", "turned")
    upright = turn(picture)
    assert Image.open(BytesIO(upright.jpeg)).size == (upright.width, upright.height) == (picture.height, picture.width)
    assert upright.shown.height > upright.shown.width


def test_raw_pictures_are_as_good_as_compressed_ones() -> None:
    assert seen("income", code="YUYV").flaws == ()


def test_a_camera_that_is_mounted_turned_gives_upright_pictures() -> None:
    data = desk.encode(desk.draw_desk("income", frozenset(), SIZE), "MJPG")
    assert decode_frame(CameraFrame(data, "MJPG", *SIZE, turn=90)).shape[:2] == (1600, 1200)


@given(st.binary(max_size=300), st.integers(0, 300))
@settings(max_examples=examples(60), deadline=None)
def test_a_damaged_picture_is_told_and_never_taken(noise: bytes, at: int) -> None:
    picture = bytearray(desk.encode(Image.new("RGB", (64, 48), (200, 200, 200)), "MJPG"))
    picture[at : at + len(noise)] = noise
    shapes, faults = [], []
    try:
        shapes.append(decode_frame(CameraFrame(bytes(picture), "MJPG", 64, 48)).shape)
    except DeviceError as error:
        faults.append(error.fault)
    assert (shapes, faults) in (([(48, 64, 3)], []), ([], [Fault.NOT_RESPONDING]))


def test_it_says_its_name_and_its_best_picture(driver: Driver) -> None:
    assert driver.firmware().startswith("Simulated camera")
    status = driver.status()
    assert (status.condition, status.detail) == (Condition.CONNECTED, "1024 x 768 MJPG")


def test_it_films_only_while_pictures_are_asked_for(camera: SimulatorProcess, devices: DeviceManager) -> None:
    assert not camera.do("state")["filming"]
    assert take_picture(devices).jpeg
    camera.wait_for(lambda state: not state["filming"])


def test_what_lay_there_before_is_never_in_a_picture(camera: SimulatorProcess, devices: DeviceManager) -> None:
    assert take_picture(devices).flaws == ()
    camera.do("lay", document="")
    assert take_picture(devices).flaws == (Flaw.NO_PAGE,)


def test_the_preview_is_small_and_says_whether_a_page_lies_there(
    camera: SimulatorProcess, devices: DeviceManager
) -> None:
    preview = look(devices)
    assert (preview.width, preview.height, preview.has_page) == (640, 480, True)
    assert len(preview.rgb) == 640 * 480 * 3
    camera.do("lay", document="")
    assert not look(devices).has_page


def test_unplugged_in_mid_picture_nothing_is_taken_and_it_is_back_by_itself(
    camera: SimulatorProcess, devices: DeviceManager, eventually: Eventually
) -> None:
    camera.do("fault", name="gone_in_mid_picture", times=1)
    with pytest.raises(DeviceError) as caught:
        take_picture(devices)
    assert caught.value.fault is Fault.DISCONNECTED
    eventually(lambda: not devices.can("document_camera"))
    camera.do("plug")
    eventually(lambda: devices.can("document_camera"))
    assert take_picture(devices).flaws == ()


@pytest.mark.parametrize("fault", ["half", "huge", "damaged", "silent"])
def test_a_picture_that_does_not_come_whole_is_waited_for_no_longer_than_it_may_take(
    fault: str, camera: SimulatorProcess, devices: DeviceManager
) -> None:
    camera.do("fault", name=fault)
    with pytest.raises(DeviceError) as caught:
        take_picture(devices, 4.0)
    assert caught.value.fault is Fault.NOT_RESPONDING
    camera.do("clear")
    assert take_picture(devices).flaws == ()


def test_one_damaged_picture_is_followed_by_the_next(camera: SimulatorProcess, devices: DeviceManager) -> None:
    take_picture(devices)
    camera.do("fault", name="half", times=1)
    assert take_picture(devices).flaws == ()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("in_use", Fault.IN_USE),
        ("no_permission", Fault.NO_PERMISSION),
        ("sound_card", Fault.WRONG_DEVICE),
    ],
)
def test_why_it_cannot_be_opened_is_told(fault: str, told: Fault, camera: SimulatorProcess) -> None:
    camera.do("fault", name=fault)
    with pytest.raises(DeviceError) as caught:
        opened(camera)
    assert caught.value.fault is told


def test_a_camera_without_compressed_pictures_sends_raw_ones(camera: SimulatorProcess) -> None:
    camera.do("fault", name="raw_only")
    driver = opened(camera)
    assert driver.take_frame(3).code == "YUYV"
    driver.close()
    with pytest.raises(DeviceError, match="none of MJPG"):
        opened(camera, pixels="MJPG")


def test_a_file_that_is_no_video_node_is_the_wrong_device(tmp_path: Path) -> None:
    (tmp_path / "video0").touch()
    with pytest.raises(DeviceError) as caught:
        Driver(f"v4l2://{tmp_path}/video0", Settings()).open()
    assert caught.value.fault is Fault.WRONG_DEVICE


def test_pages_answer_while_a_picture_is_taken(camera: SimulatorProcess, devices: DeviceManager) -> None:
    camera.do("fault", name="silent")
    with ThreadPoolExecutor(1) as pool:
        picture = pool.submit(take_picture, devices, 1.0)
        begun = time.monotonic()
        while not picture.done():
            devices.statuses()
            devices.can("document_camera")
            assert time.monotonic() - begun < 30
        assert isinstance(picture.exception(), DeviceError)


def test_a_technician_takes_a_picture_by_the_command_line(
    camera: SimulatorProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, picture = tmp_path / "kiosk.toml", tmp_path / "page.jpg"
    device = f'name = "camera"\nkind = "document_camera"\nmodel = "v4l2"\nport = "{port(camera)}"\nmost_megapixels = 1'
    config.write_text(f"[[device]]\n{device}\n", "utf-8")
    arguments = ["read", "camera", "--config", str(config), "--picture", str(picture)]
    assert main(arguments) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["flaws"], Image.open(picture).size) == ([], (answer["width"], answer["height"]))
    camera.do("fault", name="dark")
    assert main(arguments) == 1
    assert json.loads(capsys.readouterr().out)["flaws"] == ["dark"]
    assert main([*arguments, "--record", str(tmp_path / "bytes")]) == 2


def test_the_structures_are_those_of_the_kernels_header(tmp_path: Path) -> None:
    names = {
        "QUERYCAP": "v4l2_capability",
        "ENUM_FMT": "v4l2_fmtdesc",
        "S_FMT": "v4l2_format",
        "REQBUFS": "v4l2_requestbuffers",
        "QUERYBUF": "v4l2_buffer",
        "QBUF": "v4l2_buffer",
        "DQBUF": "v4l2_buffer",
        "STREAMON": "",
        "STREAMOFF": "",
        "ENUM_FRAMESIZES": "v4l2_frmsizeenum",
    }
    offsets = {
        "offsetof(struct v4l2_buffer, m)": video_structs.Buffer.offset.offset,
        "offsetof(struct v4l2_buffer, length)": video_structs.Buffer.length.offset,
        "offsetof(struct v4l2_buffer, memory)": video_structs.Buffer.memory.offset,
        "offsetof(struct v4l2_buffer, bytesused)": video_structs.Buffer.bytesused.offset,
        "offsetof(struct v4l2_buffer, flags)": video_structs.Buffer.flags.offset,
        "offsetof(struct v4l2_format, fmt.pix.width)": video_structs.PixelFormat.width.offset,
        "offsetof(struct v4l2_format, fmt.pix.sizeimage)": video_structs.PixelFormat.sizeimage.offset,
        "offsetof(struct v4l2_frmsizeenum, discrete)": video_structs.FrameSize.sizes.offset,
        "offsetof(struct v4l2_capability, device_caps)": video_structs.VideoCapability.device_caps.offset,
        "offsetof(struct v4l2_fmtdesc, pixelformat)": video_structs.FormatDescription.pixelformat.offset,
    }
    expected = [getattr(video_structs, name) for name in names] + list(offsets.values())
    values = [f"(unsigned long) VIDIOC_{name}" for name in names] + list(offsets)
    source = "#include <linux/videodev2.h>\n#include <stddef.h>\n#include <stdio.h>\nint main(void) {\n"
    source += "".join(f'printf("%lu\\n", (unsigned long) ({value}));\n' for value in values) + "return 0; }\n"
    (tmp_path / "header.c").write_text(source)
    subprocess.run(["cc", "-o", str(tmp_path / "header"), str(tmp_path / "header.c")], check=True)
    told = subprocess.run([str(tmp_path / "header")], capture_output=True, text=True, check=True).stdout
    assert list(map(int, told.split())) == expected
