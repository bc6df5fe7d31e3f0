"""What the comparisons with Python scripts share: the program, what a script needs to know of the formats, whole
processes run and measured, two of them in turn.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def arguments():
    """What stands on the command line, and the program: `--dunlin PROGRAM`, else the one built for release."""
    rest = sys.argv[1:]
    program = TARGET / "release" / "dunlin"
    if "--dunlin" in rest:
        at = rest.index("--dunlin")
        program = pathlib.Path(rest[at + 1])
        del rest[at : at + 2]
    return rest, str(program)


def catalogue(folder, dunlin):
    """Writes what the scripts know of formats and pairs of questions; gives the folder."""
    folder.mkdir()
    for name in ("cbd-nr7", "ramsar-cop14", "cms-cop14", "cites-ir"):
        text = subprocess.run([dunlin, "formats", name, "--json"], capture_output=True, check=True).stdout
        (folder / f"{name}.json").write_bytes(text)
    pairs = subprocess.run([dunlin, "map", "pairs"], capture_output=True, check=True).stdout
    (folder / "pairs.tsv").write_bytes(pairs)
    return folder


def run(command):
    """Wall time and processor time in seconds, peak memory in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    # dunlin ends with 1 where a file has errors; a script that did nothing must not be fast.
    if code != 0 and (command[0] == sys.executable or code != 1):
        needed = "; it needs pandas and openpyxl (python3 -m pip install pandas openpyxl)"
        sys.exit(f"{' '.join(command[:2])} failed{needed if command[0] == sys.executable else ''}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def in_turn(ours, theirs, runs):
    """Runs the two A B A B and prints medians, the least of each, which other work on the machine disturbs
    least, and the ratio pair by pair."""
    run(ours), run(theirs)
    pairs = [(run(ours), run(theirs)) for _ in range(runs)]
    for name, index, unit in (("wall", 0, "s"), ("cpu", 1, "s"), ("peak memory", 2, "MiB")):
        a = [p[0][index] for p in pairs]
        b = [p[1][index] for p in pairs]
        ratio = [y / x for x, y in zip(a, b)]
        print(
            f"{name:12} dunlin {statistics.median(a):8.3f} (least {min(a):.3f}) {unit}"
            f"   script {statistics.median(b):8.3f} (least {min(b):.3f}) {unit}"
            f"   script/dunlin {statistics.median(ratio):6.1f} ({min(ratio):.1f} to {max(ratio):.1f}),"
            f" of the least {min(b) / min(a):.1f}",
            flush=True,
        )
