"""Compares `dunlin prefill --to all` on a core report with 2,000 measures with the Python script `core_peer.py`
on the same file.

    cargo build --release && python3 benches/peer/core.py [RUNS] [MEASURES] [--dunlin PROGRAM]

The core report is made by `cargo bench --bench core`. Runs the two in turn and prints medians, the least of each
(what other work on the machine disturbs least), the ratio of the least, and peak memory; then what dunlin needs
to write the core report anew.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
ARGUMENTS = sys.argv[1:]
DUNLIN = TARGET / "release" / "dunlin"
if "--dunlin" in ARGUMENTS:
    at = ARGUMENTS.index("--dunlin")
    DUNLIN = pathlib.Path(ARGUMENTS[at + 1])
    del ARGUMENTS[at : at + 2]
RUNS = int(ARGUMENTS[0]) if ARGUMENTS else 5
MEASURES = ARGUMENTS[1] if len(ARGUMENTS) > 1 else "2000"


def run(command):
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[0]} failed")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    catalogue = folder / "catalogue"
    catalogue.mkdir()
    for name in ("cbd-nr7", "ramsar-cop14", "cms-cop14", "cites-ir"):
        text = subprocess.run([DUNLIN, "formats", name, "--json"], capture_output=True, check=True).stdout
        (catalogue / f"{name}.json").write_bytes(text)
    shutil.copy(ROOT / "mappings" / "subjects.toml", catalogue)
    shutil.copy(ROOT / "templates" / "core.toml", catalogue)
    core = folder / "core.xlsx"
    make = ["cargo", "bench", "--quiet", "--bench", "core", "--", "make", str(core), MEASURES]
    subprocess.run(make, cwd=ROOT, check=True)
    ours = [str(DUNLIN), "prefill", "--to", "all", "--force", "-o", str(folder / "a"), str(core)]
    theirs = [sys.executable, str(ROOT / "benches" / "peer" / "core_peer.py"), str(catalogue), str(folder / "b"), str(core)]
    anew = [str(DUNLIN), "prefill", "--to", "core", "--force", "-o", str(folder / "again.xlsx"), "--base", str(core)]
    run(ours), run(theirs)
    pairs = [(run(ours), run(theirs)) for _ in range(RUNS)]
    for name, index, unit in (("wall", 0, "s"), ("cpu", 1, "s"), ("peak memory", 2, "MiB")):
        a = [p[0][index] for p in pairs]
        b = [p[1][index] for p in pairs]
        print(
            f"{name:12} dunlin {statistics.median(a):8.3f} (least {min(a):.3f}) {unit}"
            f"   script {statistics.median(b):8.3f} (least {min(b):.3f}) {unit}"
            f"   script/dunlin of the least {min(b) / min(a):.1f}"
        )
    again = [run(anew) for _ in range(RUNS)]
    print(f"core anew    dunlin cpu least {min(r[1] for r in again):.3f} s, peak {max(r[2] for r in again):.0f} MiB")
