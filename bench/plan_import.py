"""Measure how long a 26-slide plan takes to be read and understood, and how much memory, beside a plain text
extraction.

Run as ``python -m bench.plan_import``. Each form is measured warm (in one process, after a first run) and cold (each
run in a process of its own, imports counted). The floor in the same run is a peer that only takes the text out:
pdfplumber, python-pptx, or reading the bytes. Without ``../shared`` a plan of the project's own is rendered and
measured instead.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SECONDS_MAX, MEGABYTES_MAX = 1.0, 200


def understood(path: Path) -> int:
    """Read and understand a plan; return how many measures it has."""
    from samspill.documents.api import read  # noqa: PLC0415
    from samspill.plan.importing.api import understand  # noqa: PLC0415

    return len(understand([read(path=path)]).measures)


def floor(path: Path) -> int:
    """Only take the text out of a file; return how many letters it has."""
    match path.suffix:
        case ".pdf":
            import pdfplumber  # noqa: PLC0415

            with pdfplumber.open(path) as pdf:
                return sum(len(page.extract_text() or "") for page in pdf.pages)
        case ".pptx":
            from pptx import Presentation  # noqa: PLC0415

            shapes = [shape for slide in Presentation(path).slides for shape in slide.shapes]
            frames = sum(len(shape.text_frame.text) for shape in shapes if shape.has_text_frame)
            cells = [cell for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
            return frames + sum(len(cell.text) for cell in cells)
    return len(path.read_text(encoding="utf-8"))


WORK: dict[str, Callable[[Path], int]] = {"samspill": understood, "text only": floor}


def files(folder: Path) -> list[Path]:
    """Return the plan in the forms to measure: the text as it is, and rendered to PPTX and PDF."""
    sys.path.insert(0, str(ROOT))
    from tests.factories import plans  # noqa: PLC0415
    from tests.factories.plan_documents import Form, Layout, render  # noqa: PLC0415

    found: list[Path] = []
    plan = plans.portfolio()
    if SHARED.is_dir():
        import yaml  # noqa: PLC0415
        from tests.factories.gold_plans import from_gold  # noqa: PLC0415

        found.append(next((SHARED / "seeds").glob("002*.txt")))
        plan = from_gold(yaml.safe_load(next((SHARED / "gold").glob("002*.yaml")).read_text(encoding="utf-8")))
    for form in (Form.PPTX, Form.PDF):
        path = folder / f"plan.{form.value}"
        path.write_bytes(render(plan, form=form, layout=Layout.PORTFOLIO))
        found.append(path)
    return found


def warm(work: Callable[[Path], int], path: Path, runs: int) -> list[float]:
    """Return the seconds of each run after a first one."""
    work(path)
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        work(path)
        seconds.append(time.perf_counter() - start)
    return seconds


def cold(who: str, path: Path, runs: int) -> tuple[list[float], int]:
    """Return (seconds of each run in a process of its own, peak megabytes)."""
    seconds, peak = [], 0
    for _ in range(runs):
        start = time.perf_counter()
        said = subprocess.run(
            [sys.executable, "-m", "bench.plan_import", "--once", who, str(path)],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        )
        seconds.append(time.perf_counter() - start)
        peak = max(peak, json.loads(said.stdout)["megabytes"])
    return seconds, peak


def once(who: str, path: Path) -> None:
    """Do the work once and print this process's peak memory."""
    result = WORK[who](path)
    # Not ru_maxrss: it counts what the parent held when it forked.
    held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    peak = int(held.split()[1]) // 1024
    print(json.dumps({"megabytes": peak, "result": result}))


def _shown(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} ({min(seconds):.2f}-{max(seconds):.2f})"


def main() -> int:
    """Print the table; return 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--once", nargs=2, metavar=("WHO", "FILE"))
    asked = parser.parse_args()
    if asked.once:
        once(asked.once[0], Path(asked.once[1]))
        return 0
    table = Table("file", "who", "result", "warm s (spread)", "cold s (spread)", "peak MB", title=f"{asked.runs} runs")
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        for path in files(Path(folder)):
            for who, work in WORK.items():
                hot = warm(work, path, asked.runs)
                fresh, peak = cold(who, path, asked.runs)
                table.add_row(path.suffix[1:], who, str(work(path)), _shown(hot), _shown(fresh), str(peak))
                slow = statistics.median(hot) >= SECONDS_MAX or peak >= MEGABYTES_MAX
                missed = missed or (who == "samspill" and slow)
    Console(width=110).print(table)
    print(f"Targets: warm under {SECONDS_MAX:g} s, peak under {MEGABYTES_MAX} MB: {'MISSED' if missed else 'held'}.")
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
