"""Which row of docs/threats.md a point of the checklist belongs to."""

THREATS = {
    "debug": "T11",
    "TLS": "T11",
    "host names": "T11",
    "headers": "T11",
    "database": "T7",
    "keys": "T7",
    "sealed data": "T7",
    "default passwords": "T3",
    "password rules": "T3",
    "lock-out": "T3",
    "unused accounts": "T3",
    "confidential items": "T3",
    "administrators": "T4",
    "three administrators": "T4",
    "superusers": "T4",
    "second factor": "T4",
    "unused kiosks": "T5",
    "cards shown": "T5",
    "audit trail": "T8",
}
