"""How long things are kept, where no setting says it."""

from datetime import timedelta

PROOF = timedelta(days=3 * 365)  # how long one may have to show what was agreed (民法典 188)
LOG = timedelta(days=366)  # logs are kept six months or longer (GB/T 22239)
UNUSED = timedelta(days=30)
SOON = timedelta(days=1)
