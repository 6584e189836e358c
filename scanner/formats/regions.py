"""The country of an address, from a database in MaxMind's format that the user supplies (GeoLite2, ...)."""

from __future__ import annotations

import ipaddress
from typing import IO

import maxminddb


class BadRegions(ValueError):
    """Not such a database."""


class Regions:
    """One database, held in memory."""

    def __init__(self, file: IO[bytes]) -> None:
        """Raises BadRegions."""
        try:
            self._reader = maxminddb.open_database(file, maxminddb.MODE_FD)
        except (maxminddb.InvalidDatabaseError, OSError, ValueError) as fault:
            raise BadRegions("地址库不是 MaxMind 格式 (not a MaxMind database)") from fault

    def country(self, address: str) -> str:
        """ISO 3166 code; "" for an address that is private, malformed or not in the database."""
        try:
            if not ipaddress.ip_address(address).is_global:
                return ""
            found = self._reader.get(address)
        except (ValueError, maxminddb.InvalidDatabaseError):
            return ""
        country = found.get("country") if isinstance(found, dict) else None
        code = country.get("iso_code") if isinstance(country, dict) else None
        return code if isinstance(code, str) and len(code) == 2 else ""
