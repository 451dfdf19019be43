"""One file per interaction of the RESTful API: everything between a ``Call`` and an ``Answer``."""
