"""UCUM's table -> ``src/samspill/fhir/ucum/data``: ``python scripts/ucum_table.py PATH/ucum-essence.xml``.

UCUM's licence allows its table to be passed on unchanged and with its notice, so it is only packed, not rewritten.
"""

import gzip
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "src" / "samspill" / "fhir" / "ucum" / "data" / "ucum-essence.xml.gz"


def main(source: Path) -> None:
    """Pack the table; the same file gives the same bytes."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(gzip.compress(source.read_bytes(), compresslevel=9, mtime=0))
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
