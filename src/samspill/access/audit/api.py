"""The door to the audit log: pure functions; whoever has a store keeps what they give.

An entry is sealed by ``canonical`` and ``leaf_hash`` and appended to ``Peaks``; ``Verifying`` reads a log; ``Signer``
and ``PublicKey`` make and check what others keep of it.
"""

from samspill.access.audit.encoding import COLUMNS, VERSION, canonical, hash_of_row, leaf_hash, values_of
from samspill.access.audit.following import Trouble, TroubleKind, followed, written_answer
from samspill.access.audit.notes import (
    Note,
    PublicKey,
    Signer,
    checked_name,
    checkpoint_of,
    make_signer,
    read_note,
    text_of,
)
from samspill.access.audit.peers import Peer, PeersRefused, load_peers
from samspill.access.audit.retaining import RETAIN, retention, stretch_of
from samspill.access.audit.tree import (
    EMPTY_ROOT,
    KEPT_LEVELS,
    TILE,
    Hashes,
    HashesMissing,
    Node,
    Peaks,
    consistency_path,
    inclusion_path,
    is_consistent,
    peaks_at,
    root_of_inclusion,
    subtree,
    tile_root,
)
from samspill.access.audit.verifying import Verifying

__all__ = [
    "COLUMNS",
    "EMPTY_ROOT",
    "KEPT_LEVELS",
    "RETAIN",
    "TILE",
    "VERSION",
    "Hashes",
    "HashesMissing",
    "Node",
    "Note",
    "Peaks",
    "Peer",
    "PeersRefused",
    "PublicKey",
    "Signer",
    "Trouble",
    "TroubleKind",
    "Verifying",
    "canonical",
    "checked_name",
    "checkpoint_of",
    "consistency_path",
    "followed",
    "hash_of_row",
    "inclusion_path",
    "is_consistent",
    "leaf_hash",
    "load_peers",
    "make_signer",
    "peaks_at",
    "read_note",
    "retention",
    "root_of_inclusion",
    "stretch_of",
    "subtree",
    "text_of",
    "tile_root",
    "values_of",
    "written_answer",
]
