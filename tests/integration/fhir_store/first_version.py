"""A record store as version 1 made it, with two versions of one Patient: written out, so that it never changes."""

INDEXED = {
    "idx_token": ("system BIG", "code TEXT"),
    "idx_string": ("folded TEXT", "exact TEXT"),
    "idx_date": ("low BIG", "high BIG"),
    "idx_quantity": ("system BIG", "unit TEXT", "low REAL", "high REAL"),
    "idx_reference": ("type INT", "target TEXT"),
}
WORDS = {
    "sqlite": {"BIG": "INTEGER", "INT": "INTEGER", "TEXT": "TEXT", "REAL": "REAL", "BYTES": "BLOB"},
    "postgresql": {
        "BIG": "BIGINT",
        "INT": "INTEGER",
        "TEXT": 'TEXT COLLATE "C"',
        "REAL": "DOUBLE PRECISION",
        "BYTES": "BYTEA",
    },
}
SECOND_INDEXES = (
    "CREATE UNIQUE INDEX resource_by_id ON resource (type, id)",
    "CREATE INDEX resource_by_time ON resource (type, at, key)",
    "CREATE INDEX resource_by_sequence ON resource (sequence)",
    "CREATE INDEX version_by_time ON version (type, at, key)",
    "CREATE INDEX version_by_sequence ON version (sequence)",
    "CREATE INDEX token_by_code ON idx_token (param, code, system, key)",
    "CREATE INDEX string_by_folded ON idx_string (param, folded, key)",
    "CREATE INDEX date_by_low ON idx_date (param, low, key)",
    "CREATE INDEX date_by_high ON idx_date (param, high, key)",
    "CREATE INDEX quantity_by_value ON idx_quantity (param, system, unit, low, key)",
    "CREATE INDEX reference_by_target ON idx_reference (param, type, target, key)",
)
LAST = ("at BIG", "sequence BIG", "method INT", "body BYTES")
BODY = (
    '{"resourceType":"Patient","id":"gammel","meta":{"versionId":"%d","lastUpdated":"1970-01-01T00:00:00.00%dZ"},'
    '"name":[{"family":"Eldre"}],"multipleBirthInteger":1}'
)


def statements(dialect: str) -> list[str]:
    """Everything that makes it."""
    tables = [_table(dialect, "resource", ("type INT", "id TEXT", "version INT", *LAST), "key")]
    tables += [_table(dialect, "version", ("version INT", "type INT", "id TEXT", *LAST), "key, version")]
    for name, columns in INDEXED.items():
        key = ", ".join(("key", "param", "slot", *(column.split()[0] for column in columns)))
        tables.append(_table(dialect, name, ("param INT", "slot INT", *columns), key))
    if dialect == "postgresql":
        tables += [
            f"CREATE TABLE {name}_{part:02} PARTITION OF {name} FOR VALUES FROM ({_edge(part)}) TO ({_edge(part + 1)})"
            for name in ("version", *INDEXED)
            for part in range(33)
        ]
        tables += ["CREATE SEQUENCE record_key START 10", "CREATE SEQUENCE record_sequence START 10"]
    version = ["CREATE TABLE schema_version (version INTEGER NOT NULL)", "INSERT INTO schema_version VALUES (1)"]
    return [*tables, *SECOND_INDEXES, *version, *_rows(dialect)]


def _edge(part: int) -> str:
    return {0: "MINVALUE", 33: "MAXVALUE"}.get(part, str(part << 48))


def _table(dialect: str, name: str, columns: tuple[str, ...], key: str) -> str:
    words = WORDS[dialect]
    written = [f"{column.split()[0]} {words[column.split()[1]]} NOT NULL" for column in ("key BIG", *columns)]
    ending = ""
    if dialect == "sqlite" and name.startswith("idx_"):
        ending = " WITHOUT ROWID"
    if dialect == "postgresql" and name != "resource":
        ending = " PARTITION BY RANGE (key)"
    return f"CREATE TABLE {name} ({', '.join(written)}, PRIMARY KEY ({key})){ending}"


def _rows(dialect: str) -> list[str]:
    first, second = ((BODY % (number, number)).encode().hex() for number in (1, 2))
    quoted = "X'{}'" if dialect == "sqlite" else "'\\x{}'"
    names = "(key, version, type, id, at, sequence, method, body)"
    patient = 103
    return [
        f"INSERT INTO version {names} VALUES (1, 1, {patient}, 'gammel', 1000, 1, 1, {quoted.format(first)})",
        f"INSERT INTO resource {names} VALUES (1, 2, {patient}, 'gammel', 2000, 2, 2, {quoted.format(second)})",
        "INSERT INTO idx_string VALUES (1, 1, 0, 'eldre', 'Eldre')",
        "INSERT INTO idx_date VALUES (1, 2, 0, 1, 2)",
        "INSERT INTO idx_token VALUES (1, 3, 0, 0, 'Eldre')",
    ]
