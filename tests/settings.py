"""Django's settings for the tests: those of the product, on a store of their own."""

import os
import tempfile

_ours = tempfile.mkdtemp(prefix="samspill-test-")
os.environ["SAMSPILL_DATA"] = _ours
os.environ["SAMSPILL_DEMO"] = "1"
os.environ.setdefault("SAMSPILL_DATABASE_URL", os.environ.get("SAMSPILL_TEST_DATABASE_URL", ""))

from samspill.settings.django import *  # noqa: E402, F403
from samspill.settings.django import STORAGES  # noqa: E402

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
