"""One method written with the assembler of the fixtures, as dex_body reads it."""

from __future__ import annotations

from typing import Any

from scanner.formats.dex_body import Body
from tests.apps.dexasm import OPCODES, assemble

SDK_INT, CALL = "LV;->SDK_INT:I", ("invoke-static", (), "LS;->init()V")


class Pool:
    """Numbers what it is asked for; what is called first gets 0."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, Any], int] = {("field", SDK_INT): 0, ("method", CALL[2]): 0}

    def index(self, pool: str, item: Any) -> int:
        return self.rows.setdefault((pool, item), len(self.rows))


def body(*code: Any) -> tuple[Body, Pool]:
    """The method and what its indices mean: row 0 is SDK_INT among fields, and CALL among methods."""
    pool = Pool()
    item = assemble(code, pool, ins=1)
    size = int.from_bytes(item[12:16], "little")
    units = [int.from_bytes(item[16 + 2 * n : 18 + 2 * n], "little") for n in range(size)]
    tries = []
    labels: dict[str, int] = {}
    at = 0
    for line in code:
        if isinstance(line, str):
            labels[line.removesuffix(":")] = at
        elif line[0] == ".catch":
            tries.append((labels[line[2]], labels[line[3]] - labels[line[2]], (labels[line[4]],)))
        else:
            at += int(OPCODES[line[0]][1][0])
    return Body(units, tries), pool


def calls(found: Body) -> list[int]:
    """Units of the instructions that are CALL."""
    return [unit for unit in found.at if found.units[unit] & 0xFF == 0x71 and not found.word(unit + 1)]
