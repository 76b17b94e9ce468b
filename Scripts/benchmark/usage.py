"""What processes use, from /proc."""
import os
import re
import resource
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    """The fields behind the name: [1] parent, [11:15] ticks of itself and of children that have ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["", "0"] + ["0"] * 13


def tree(root):
    """A process and its live descendants."""
    parents = {int(p.name): int(_stat(p.name)[1]) for p in Path("/proc").glob("[0-9]*")}
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found and pid not in found}:
        found |= more
    return found


def cpu(root):
    """Processor seconds of a process tree so far."""
    return sum(sum(map(int, _stat(pid)[11:15])) for pid in tree(root)) / TICK


def reset_peak(pid):
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak(pid):
    """The most memory that a process tree had since `reset_peak`, in MiB."""
    return sum(
        int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{p}/status").read_text())[1]) for p in tree(pid)
    ) / 1024


def busy():
    """Processor seconds of the whole machine that were not idle."""
    fields = list(map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:9]))
    return (sum(fields) - fields[3] - fields[4]) / TICK


def children():
    """Processor seconds of this process's children that have ended: the load generators."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
