"""What the machine did meanwhile: CPU of a tree of processes, how busy others kept the cores, what an fsync costs."""

import os
import platform
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def tree(roots: Iterable[int]) -> list[int]:
    """Return these processes and everything below them that runs now."""
    parents: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            parents.setdefault(int(fields[1]), []).append(int(folder.name))
    found = list(roots)
    for process in found:
        found += parents.get(process, [])
    return found


def cpu_seconds(roots: Iterable[int]) -> float:
    """Return the CPU the processes and all below them have used, those included that have ended and been waited for."""
    ticks = 0
    for process in tree(roots):
        if fields := _stat(process):
            ticks += sum(int(word) for word in fields[11:15])  # utime, stime, and the same of children waited for
    return ticks * TICK


def memory_mb(roots: Iterable[int]) -> float:
    """Return the memory the processes hold and share with nobody else, plus their part of what they share (PSS)."""
    total = 0
    for process in tree(roots):
        try:
            lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def _stat(process: int) -> list[str]:
    """Return the fields of /proc/N/stat after the name (which may hold spaces): state, parent, …"""
    try:
        return (PROC / str(process) / "stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


@dataclass(frozen=True, slots=True)
class Reading:
    """The clocks at one moment, in seconds."""

    wall: float
    machine: float
    server: float
    client: float


def read(roots: Iterable[int]) -> Reading:
    """Read the clocks of the machine, of the server's processes and of this one."""
    words = (PROC / "stat").read_text().splitlines()[0].split()[1:]
    busy = sum(int(word) for place, word in enumerate(words[:8]) if place not in {3, 4})  # all but idle and iowait
    return Reading(time.perf_counter(), busy * TICK, cpu_seconds(roots), time.process_time())


def others_percent(before: Reading, after: Reading) -> float:
    """Return how much of the machine neither the server nor this client used, but somebody did."""
    room = (after.wall - before.wall) * (os.cpu_count() or 1)
    others = (after.machine - before.machine) - (after.server - before.server) - (after.client - before.client)
    return max(0.0, 100 * others / room) if room else 0.0


def fsync_ms(folder: Path, times: int = 200) -> tuple[float, float]:
    """Return the median and the 99th percentile of what it costs here to make 4 kB durable, in milliseconds."""
    taken = []
    file = folder / "fsync.probe"
    handle = os.open(file, os.O_CREAT | os.O_WRONLY)
    try:
        for _ in range(times):
            os.write(handle, b"x" * 4096)
            start = time.perf_counter()
            os.fsync(handle)
            taken.append((time.perf_counter() - start) * 1000)
    finally:
        os.close(handle)
        file.unlink()
    return statistics.median(taken), sorted(taken)[int(0.99 * times)]


def disk_mb(folder: Path) -> float:
    """Return how much the files of a folder hold."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total / 1e6


def described() -> str:
    """Return one line about this machine."""
    info = (PROC / "cpuinfo").read_text()
    model = next((line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")), "?")
    memory = int((PROC / "meminfo").read_text().split()[1]) / 1024**2
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, {platform.freedesktop_os_release()['PRETTY_NAME']}, "
        f"Python {platform.python_version()}"
    )


def load() -> float:
    """Return the load average of the last minute."""
    return os.getloadavg()[0]
