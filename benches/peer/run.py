"""Compares the whole process with the Python script `peer.py` on the same files, in one run.

    cargo build --release && python3 benches/peer/run.py [RUNS] [PARTIES] [--dunlin PROGRAM]

Runs the two in turn, A B A B, and prints medians, the least of each (what other work on the machine
disturbs least), the ratio pair by pair, and peak memory. Then both do the same job for many Parties,
one process after the other: dunlin for all PARTIES (200), the script for the first tenth of them;
its time for all is that times ten, and printed as such.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARGUMENTS = sys.argv[1:]
DUNLIN = ROOT / "target" / "release" / "dunlin"
if "--dunlin" in ARGUMENTS:
    at = ARGUMENTS.index("--dunlin")
    DUNLIN = pathlib.Path(ARGUMENTS[at + 1])
    del ARGUMENTS[at : at + 2]
RUNS = int(ARGUMENTS[0]) if ARGUMENTS else 5
PARTIES = int(ARGUMENTS[1]) if len(ARGUMENTS) > 1 else 200


def run(command):
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    # dunlin ends with 1 where a file has errors; a script that did nothing must not be fast.
    if os.waitstatus_to_exitcode(status) != 0 and command[0] != str(DUNLIN):
        sys.exit(f"{command[1]} failed: it needs openpyxl (python3 -m pip install openpyxl)")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    catalogue = folder / "catalogue"
    catalogue.mkdir()
    for name in ("cbd-nr7", "ramsar-cop14", "cms-cop14", "cites-ir"):
        text = subprocess.run([DUNLIN, "formats", name, "--json"], capture_output=True, check=True).stdout
        (catalogue / f"{name}.json").write_bytes(text)
    (catalogue / "pairs.tsv").write_bytes(subprocess.run([DUNLIN, "map", "pairs"], capture_output=True, check=True).stdout)
    # Layouts the script knows: tables with one question a row.
    known = [p for p in (ROOT / "examples" / "testland").iterdir() if p.suffix in (".csv", ".xlsx") and "-ors" not in p.name]
    files = sorted(map(str, known))
    ours = [str(DUNLIN), "prefill", "--to", "all", "--force", "-o", str(folder / "a"), *files]
    theirs = [sys.executable, str(ROOT / "benches" / "peer" / "peer.py"), str(catalogue), str(folder / "b"), *files]
    run(ours), run(theirs)
    pairs = [(run(ours), run(theirs)) for _ in range(RUNS)]
    for name, index, unit in (("wall", 0, "s"), ("cpu", 1, "s"), ("peak memory", 2, "MiB")):
        a = [p[0][index] for p in pairs]
        b = [p[1][index] for p in pairs]
        ratio = [y / x for x, y in zip(a, b)]
        print(
            f"{name:12} dunlin {statistics.median(a):8.3f} (least {min(a):.3f}) {unit}"
            f"   script {statistics.median(b):8.3f} (least {min(b):.3f}) {unit}"
            f"   script/dunlin {statistics.median(ratio):6.1f} ({min(ratio):.1f} to {max(ratio):.1f}),"
            f" of the least {min(b) / min(a):.1f}"
        )
    few = max(PARTIES // 10, 1)
    if PARTIES > 0:
        # In tenths and in turn, so that other work on the machine falls on both.
        a, b = [], []
        for _ in range(few):
            a.extend(run(ours) for _ in range(PARTIES // few))
            b.append(run(theirs))
        for name, index in (("wall", 0), ("cpu", 1)):
            mine, other = sum(r[index] for r in a), sum(r[index] for r in b)
            scaled = other * len(a) / len(b)
            print(
                f"{name:12} {len(a)} Parties: dunlin {mine:.1f} s;"
                f" script {other:.1f} s for {len(b)}, so {scaled:.1f} s for {len(a)}; ratio {scaled / mine:.1f}"
            )
        print(f"peak memory  {len(a)} Parties, one at a time: dunlin {max(r[2] for r in a):.0f} MiB")
