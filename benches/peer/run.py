"""Compares the whole process with the Python script `peer.py` on the same files, in one run.

    cargo build --release && python3 benches/peer/run.py

Runs the two in turn, A B A B, and prints medians, the ratio pair by pair, and peak memory.
"""

import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DUNLIN = ROOT / "target" / "release" / "dunlin"
RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 5


def run(command):
    start = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = __import__("os").wait4(process.pid, 0)
    del before
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
            f"{name:12} dunlin {statistics.median(a):8.3f} {unit}   script {statistics.median(b):8.3f} {unit}"
            f"   script/dunlin {statistics.median(ratio):6.1f} ({min(ratio):.1f} to {max(ratio):.1f})"
        )
