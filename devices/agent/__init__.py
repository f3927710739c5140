"""The devices of a clerk's window, offered on the loopback interface to the hub's console in the browser of the same
machine: `python -m devices agent`."""
