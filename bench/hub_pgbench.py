"""PostgreSQL's own speed over as many connections: `pgbench` sends the hub's statements for a
number."""

import subprocess
import tempfile
from pathlib import Path

from bench.hub_server import Hub

_CONNECTIONS = 8  # as many as the hub has on one core: two processes of four threads
_SECONDS = 3  # a run
_PEERS = """
from django.utils import timezone
from hub.catalogue.models import Service
from hub.kiosks.models import MAIN, Kiosk
Kiosk.objects.bulk_create(
    Kiosk(name=f"peer {{place}}", site_id=MAIN, token_hash=f"peer{{place}}", created_at=timezone.now())
    for place in range(1, {count} + 1))
print(json.dumps([Service.objects.get(code="general").pk, list(Service.objects.values_list("pk", flat=True))]))
"""
# The hub's statements for one pair, in its order and transactions, as PostgreSQL's log has them.
# What it caches for some seconds (the queue's pace, the windows' services, time zones) is not among them.
_KIOSK = """SELECT id, seal, clock_ahead, unproved_at, name, site_id, web, token_hash, revoked_at, next_token_hash,
    former_token_hash, former_until, certificate
  FROM kiosks_kiosk WHERE token_hash = 'peer' || :place AND revoked_at IS NULL"""
_PAIR = """
\\set place random(1, {{kiosks}})
\\set ticket random(1, 9000000000000000000)
{kiosk} \\gset kiosk_
SELECT id, code, prefix, zone, offered FROM catalogue_service WHERE code = 'general';
WITH series AS (INSERT INTO queues_series (site_id, prefix, day, last) VALUES (:kiosk_site_id, 'A', CURRENT_DATE, 1)
    ON CONFLICT (site_id, prefix, day) DO UPDATE SET last = queues_series.last + 1 RETURNING last)
  INSERT INTO queues_ticket (id, site_id, service_id, kiosk_id, day, serial, number, state, priority, rank, ahead,
    matters, issued_at, stands_from, confirmed_at, voided_at, expired, window_id, for_window_id, called_at, calls,
    note, served_at, holder)
  SELECT lpad(to_hex(:ticket), 32, '0')::uuid, :kiosk_site_id, {{service}}, :kiosk_id, CURRENT_DATE, last,
    'A' || CASE WHEN last < 1000 THEN lpad(last::text, 3, '0') ELSE last::text END,
    'reserved', '', 0, (SELECT COUNT(*) FROM queues_ticket WHERE site_id = :kiosk_site_id AND day = CURRENT_DATE
      AND service_id IN ({{services}}) AND state = 'waiting' AND (rank > 0 OR (rank = 0 AND stands_from < now()))),
    0, now(), now(), NULL, NULL, false, NULL, NULL, NULL, 0, NULL, NULL, ''
  FROM series RETURNING serial, number, ahead;
{kiosk};
UPDATE queues_ticket SET state = 'waiting', confirmed_at = now()
  WHERE id = lpad(to_hex(:ticket), 32, '0')::uuid AND state = 'reserved' AND kiosk_id = :kiosk_id RETURNING *;
"""
_SAME_STATEMENTS = _PAIR.format(kiosk=_KIOSK)


def same_statements(hub: Hub, kiosks: int, runs: int, before_each: str) -> list[float]:
    """Returns pairs per second of each run; `before_each` runs that program in the hub's Django before each."""
    program = max(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    general, services = hub.shell(_PEERS.format(count=kiosks))
    statements = _SAME_STATEMENTS.format(kiosks=kiosks, service=general, services=", ".join(map(str, services)))
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(statements)
        script.flush()
        command = [str(program), "-n", "-c", str(_CONNECTIONS), "-j", "1", "-T", str(_SECONDS), "-f", script.name]
        return [_run([*command, hub.url], hub, before_each) for _ in range(runs)]


def _run(command: list[str], hub: Hub, before: str) -> float:
    hub.shell(before)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split("tps = ")[1].split()[0])
