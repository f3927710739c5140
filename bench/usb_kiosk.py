"""`python -m bench.usb_kiosk BUS …`: runs the kiosk on a machine whose USB bus is the simulated one in that
directory."""

import sys
from pathlib import Path

import run_kiosk
from devices.simulators.usb_stand_in import standing_in

if __name__ == "__main__":
    with standing_in(Path(sys.argv[1])):
        sys.exit(run_kiosk.main(sys.argv[2:]))
