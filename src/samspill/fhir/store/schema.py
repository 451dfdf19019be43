"""The tables of the record store, the same in SQLite and PostgreSQL.

A resource's ``key`` carries its part in the high bits on PostgreSQL (``part << 48 | serial``, part from
``index.naming.part_of``), so that range partitions by key are hash partitions by patient, and a patient's resources
lie together; on SQLite the part is left out and keys just grow. Each index table is kept twice: by key (its primary
key: sorting, includes, checking a candidate, taking away) and by value (its second index: finding candidates).
"""

TYPES = {
    "sqlite": {"KEY": "INTEGER", "BIG": "INTEGER", "INT": "INTEGER", "TEXT": "TEXT", "REAL": "REAL", "BYTES": "BLOB"},
    "postgresql": {
        "KEY": "BIGINT", "BIG": "BIGINT", "INT": "INTEGER", "TEXT": 'TEXT COLLATE "C"', "REAL": "DOUBLE PRECISION",
        "BYTES": "BYTEA",
    },
}  # fmt: skip

TABLES: dict[str, tuple[str, ...]] = {
    # the newest version of each resource (method 3: deleted, body empty)
    "resource": (
        "key KEY", "type INT", "id TEXT", "version INT", "at BIG", "sequence BIG", "method INT", "body BYTES",
        "PRIMARY KEY (key)",
    ),
    # every earlier version
    "version": (
        "key KEY", "version INT", "type INT", "id TEXT", "at BIG", "sequence BIG", "method INT", "body BYTES",
        "PRIMARY KEY (key, version)",
    ),
    "idx_token": ("key KEY", "param INT", "slot INT", "system BIG", "code TEXT", "PRIMARY KEY (key, param, slot, system, code)"),
    "idx_string": ("key KEY", "param INT", "slot INT", "folded TEXT", "exact TEXT", "PRIMARY KEY (key, param, slot, folded, exact)"),
    "idx_date": ("key KEY", "param INT", "slot INT", "low BIG", "high BIG", "PRIMARY KEY (key, param, slot, low, high)"),
    "idx_quantity": (
        "key KEY", "param INT", "slot INT", "system BIG", "unit TEXT", "low REAL", "high REAL",
        "PRIMARY KEY (key, param, slot, system, unit, low, high)",
    ),
    "idx_reference": ("key KEY", "param INT", "slot INT", "type INT", "target TEXT", "PRIMARY KEY (key, param, slot, type, target)"),
}  # fmt: skip
"""Columns of each table; the column types are the keys of ``TYPES``. Index tables are WITHOUT ROWID on SQLite."""

INDEXES: dict[str, tuple[str, str]] = {
    "resource_by_id": ("UNIQUE resource", "type, id"),
    "resource_by_time": ("resource", "type, at, key"),
    "resource_by_sequence": ("resource", "sequence"),
    "version_by_time": ("version", "type, at, key"),
    "version_by_sequence": ("version", "sequence"),
    "token_by_code": ("idx_token", "param, code, system, key"),
    "string_by_folded": ("idx_string", "param, folded, key"),
    "date_by_low": ("idx_date", "param, low, key"),
    "date_by_high": ("idx_date", "param, high, key"),
    "quantity_by_value": ("idx_quantity", "param, system, unit, low, key"),
    "reference_by_target": ("idx_reference", "param, type, target, key"),
}
"""Second indexes: name -> (table, columns)."""
