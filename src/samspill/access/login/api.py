"""The door of login: the resource server, the issuers it trusts, and what it remembers used proofs in."""

from samspill.access.login.issuers_file import ALGORITHMS, IssuersRefused, load_issuers
from samspill.access.login.resource_server import ResourceServer
from samspill.access.login.seen import SeenInMemory, SeenInSqlite
from samspill.access.login.transport import Web

__all__ = [
    "ALGORITHMS",
    "IssuersRefused",
    "ResourceServer",
    "SeenInMemory",
    "SeenInSqlite",
    "Web",
    "load_issuers",
]
