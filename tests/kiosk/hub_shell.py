"""`python -m tests.kiosk.hub_shell PROGRAM` runs a program within the hub's own Django."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
    django.setup()
    exec(compile(sys.argv[1], "program", "exec"), {"__name__": "__main__"})
