"""Django for the tests: nothing of a run stays in the user's data folder."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

import django

if "HEYAN_DATA" not in os.environ:
    os.environ["HEYAN_DATA"] = tempfile.mkdtemp(prefix="heyan-tests-")
    atexit.register(shutil.rmtree, os.environ["HEYAN_DATA"], ignore_errors=True)
os.environ["DJANGO_SETTINGS_MODULE"] = "registry.settings"
django.setup()
