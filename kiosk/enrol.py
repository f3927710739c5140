"""`python -m kiosk.enrol`, the documented command; see `kiosk.hub_link.enrol`."""

import sys

from kiosk.hub_link.enrol import main

if __name__ == "__main__":
    sys.exit(main())
