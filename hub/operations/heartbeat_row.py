"""A heartbeat in one statement: it notes what the kiosk says of itself, and reads all that the answer needs.

On PostgreSQL it does not wait for the disk: a heartbeat that a crash took is followed by the next within 30 seconds.
"""

from datetime import date, datetime
from typing import Any, Protocol, cast

from django.db import connection

from contract.kiosks import DeviceReport, Heartbeat
from hub.core.statements import fetch_model
from hub.kiosks.models import Kiosk
from hub.kiosks.sites import day_at

_MOST = 2**62  # what a column of the database holds
_SERVER = """
    WITH server AS MATERIALIZED (
        SELECT system_identifier::text || '-' || left(pg_walfile_name(pg_current_wal_lsn()), 8) AS timeline,
        current_setting('synchronous_standby_names') <> ''
            AND current_setting('synchronous_commit') IN ('on', 'remote_apply') AS synchronous
        FROM pg_control_system())
"""
_NOTE = """
    {server} UPDATE kiosks_kiosk SET seen_at = %s, clock_ahead = %s, software = %s, mode = %s, outbox = %s,
        refused = %s, unsafe = %s, can_practise = %s, devices = {devices}
    {source} WHERE kiosks_kiosk.id = %s
    RETURNING kiosks_kiosk.id, site_id, series, series_taken, created_at, token_since, instance, instances_before,
        twin_at,
        (SELECT version FROM catalogue_release ORDER BY id LIMIT 1) AS catalogue,
        EXISTS (SELECT 1 FROM kiosks_alarm AS a
            WHERE a.kiosk_id = kiosks_kiosk.id AND a.cleared_at IS NULL) AS has_alarms,
        EXISTS (SELECT 1 FROM kiosks_command AS c
            WHERE c.kiosk_id = kiosks_kiosk.id AND c.answered_at IS NULL) AS has_commands,
        (SELECT {join_ids} FROM channels_notice AS n
            WHERE n."group" = 'all' AND n.withdrawn_at IS NULL AND n.since <= %s
            AND (n.until IS NULL OR n.until >= %s) AND EXISTS (
                SELECT 1 FROM kiosks_site AS s JOIN catalogue_area AS a ON a.id = s.area_id
                LEFT JOIN catalogue_area AS b ON b.id = a.parent_id
                WHERE s.id = kiosks_kiosk.site_id AND n.area_id IN (a.id, a.parent_id, b.parent_id))) AS notice_ids,
        (SELECT {join_queues} FROM (SELECT service_id, count(*) AS people FROM queues_ticket
            WHERE site_id = kiosks_kiosk.site_id AND day = %s AND state = 'waiting' GROUP BY service_id) AS q) AS queues
        {further}
"""
_ON_POSTGRESQL = _NOTE.format(
    server=_SERVER,
    source="FROM server",
    devices="%s::jsonb",
    join_ids="string_agg(n.id::text, ',' ORDER BY n.id)",
    join_queues="string_agg(q.service_id::text || ':' || q.people::text, ',')",
    further=", server.timeline, server.synchronous, set_config('synchronous_commit', 'off', true)",
)
_ON_SQLITE = _NOTE.format(
    server="", source="", devices="%s", join_ids="group_concat(n.id)",
    join_queues="group_concat(q.service_id || ':' || q.people)", further=", '' AS timeline, 0 AS synchronous",
)  # fmt: skip


class NotedKiosk(Protocol):
    """The kiosk with what else the answer needs. `notice_ids`: those for everybody there, today; `queues`:
    how many wait for which service there; `timeline`, `synchronous`: of the database server, as in
    hub/kiosks/epochs.py."""

    catalogue: str | None
    has_alarms: bool
    has_commands: bool
    notice_ids: str | None
    queues: str | None
    timeline: str
    synchronous: bool


def note_report(kiosk: Kiosk, report: Heartbeat, today: date, now: datetime) -> tuple[Kiosk, NotedKiosk]:
    """Records the report; returns the kiosk's row as it is now, twice: as the model, and with the further columns."""
    ahead = max(-(2**31), min(2**31 - 1, round((report.at - now).total_seconds())))
    day = connection.ops.adapt_datefield_value(today)
    values = [
        connection.ops.adapt_datetimefield_value(now),
        ahead,
        report.version,
        report.mode.value,
        _clamp_count(report.outbox),
        _clamp_count(report.refused),
        report.health.unsafe if report.health else 0,
        report.can_practise,
        _devices(report.devices),
        kiosk.pk,
        day,
        day,
        connection.ops.adapt_datefield_value(day_at(kiosk.site_id, now)),
    ]
    row: Any = fetch_model(Kiosk, _ON_POSTGRESQL if connection.vendor == "postgresql" else _ON_SQLITE, values)
    return row, cast(NotedKiosk, row)


def _devices(devices: tuple[DeviceReport, ...]) -> str:
    return f"[{','.join(device.model_dump_json() for device in devices)}]"


def _clamp_count(count: int | None) -> int | None:
    return None if count is None else max(0, min(_MOST, count))
