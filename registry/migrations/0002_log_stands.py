"""The house's own chain, and the triggers of the log."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from registry.guards import guard


def forwards(apps: Any, editor: Any) -> None:
    """After the tables are there."""
    apps.get_model("registry", "Chain").objects.create()
    guard(editor.connection)


class Migration(migrations.Migration):
    """Rows cannot say this by themselves."""

    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunPython(forwards)]
