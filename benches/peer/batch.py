"""Measures `dunlin batch` on synthetic archives of growing size, and a pandas and openpyxl script on a
part of them.

    cargo build --release
    python3 benches/peer/batch.py [SIZES, for instance 1,5,42,196 Parties] [PARTIES for the script]

A Party has 24 reports. Prints wall time, processor time and peak memory of each whole process.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
DUNLIN = TARGET / "release" / "dunlin"
SIZES = [int(n) for n in (sys.argv[1] if len(sys.argv) > 1 else "1,5,42,196").split(",")]
PEER = int(sys.argv[2]) if len(sys.argv) > 2 else 5


def run(command):
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    # dunlin ends with 1 where a file has errors; a script that did nothing must not be fast.
    if os.waitstatus_to_exitcode(status) != 0 and command[0] != str(DUNLIN):
        sys.exit(f"{command[1]} failed: it needs pandas and openpyxl (python3 -m pip install pandas openpyxl)")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def archive(folder, parties):
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(
        ["cargo", "bench", "--quiet", "--bench", "archive", "--", str(folder), str(parties)], cwd=ROOT, check=True
    )
    return sum(1 for p in folder.rglob("*") if p.is_file())


def line(name, parties, files, figures):
    wall, cpu, memory = figures
    print(f"{name:8} {parties:4} Parties {24 * parties:5} reports {files:5} files"
          f"  wall {wall:7.2f} s  cpu {cpu:7.2f} s  peak {memory:6.0f} MiB", flush=True)


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    catalogue = folder / "catalogue"
    catalogue.mkdir()
    for name in ("cbd-nr7", "ramsar-cop14", "cms-cop14", "cites-ir"):
        text = subprocess.run([DUNLIN, "formats", name, "--json"], capture_output=True, check=True).stdout
        (catalogue / f"{name}.json").write_bytes(text)
    (catalogue / "pairs.tsv").write_bytes(subprocess.run([DUNLIN, "map", "pairs"], capture_output=True, check=True).stdout)
    for parties in SIZES:
        files = archive(folder / "in", parties)
        ours = [str(DUNLIN), "batch", str(folder / "in"), "-o", str(folder / "a"), "--to", "all", "--force"]
        if parties == PEER:
            script = ROOT / "benches" / "peer" / "batch_peer.py"
            theirs = [sys.executable, str(script), str(catalogue), str(folder / "in"), str(folder / "b")]
            run(ours)
            for _ in range(3):
                line("dunlin", parties, files, run(ours))
                line("script", parties, files, run(theirs))
            shutil.rmtree(folder / "b")
        else:
            line("dunlin", parties, files, run(ours))
        shutil.rmtree(folder / "a")
