"""Triggers of the database itself: events are added, never changed or taken away, whoever asks."""

from __future__ import annotations

from typing import Any

POSTGRESQL = """
CREATE OR REPLACE FUNCTION registry_event_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'events are only added'; END $$;
CREATE TRIGGER registry_event_stands BEFORE UPDATE OR DELETE ON registry_event
FOR EACH ROW EXECUTE FUNCTION registry_event_stands();
CREATE TRIGGER registry_event_stays BEFORE TRUNCATE ON registry_event
FOR EACH STATEMENT EXECUTE FUNCTION registry_event_stands();
"""
SQLITE = (
    "CREATE TRIGGER registry_event_stands BEFORE UPDATE ON registry_event "
    "BEGIN SELECT RAISE(ABORT, 'events are only added'); END",
    "CREATE TRIGGER registry_event_stays BEFORE DELETE ON registry_event "
    "BEGIN SELECT RAISE(ABORT, 'events are only added'); END",
)


def guard(connection: Any) -> None:
    """Sets the triggers on the database in use."""
    with connection.cursor() as cursor:
        for statement in (POSTGRESQL,) if connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)
