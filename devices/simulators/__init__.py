"""Programs at the far end of the wire. Each speaks its device's own bytes and takes faults while it runs:

python -m devices.simulators sam_v --link /tmp/reader --control /tmp/reader.control
"""
