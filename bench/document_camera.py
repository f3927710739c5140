"""A picture of an A4 page: from the tap to "taken, readable", while the page goes on showing what the camera sees."""

import time

from bench.measure import Row, Samples
from devices.document_camera.page_picture import look, take_picture
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.process import SimulatorProcess
from devices.simulators.video_stand_in import port_of, standing_in

RUNS = 40
MOST = 1500  # ms


def rows() -> list[Row]:
    with standing_in(), SimulatorProcess("v4l2", tcp=True) as camera:
        devices = DeviceManager([DeviceSpec("camera", "document_camera", "v4l2", port_of(camera.port))])
        devices.start()
        try:
            while not devices.can("document_camera"):
                time.sleep(0.05)
            look(devices)  # the page has stood for a moment: OpenCV is there, and the camera films
            times = Samples(tuple(_milliseconds(devices) for _run in range(RUNS)))
        finally:
            devices.stop()
    return [Row("A4 page of 8 megapixels, to taken and readable", "ms", times, f"p95 ≤ {MOST}", times.p95 <= MOST)]


def _milliseconds(devices: DeviceManager) -> float:
    look(devices)
    began = time.perf_counter()
    picture = take_picture(devices)
    if picture.flaws:
        raise RuntimeError(f"the picture has flaws: {', '.join(picture.flaws)}")
    return (time.perf_counter() - began) * 1000
