"""Measures `dunlin batch` on synthetic archives of growing size, and a pandas and openpyxl script on a
part of them.

    cargo build --release
    python3 benches/peer/batch.py [SIZES, for instance 1,5,42,196 Parties] [PARTIES for the script] [--dunlin PROGRAM]

A Party has 24 reports. Prints wall time, processor time and peak memory of each whole process.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

from turns import ROOT, arguments, catalogue, in_turn, run

ARGUMENTS, DUNLIN = arguments()
SIZES = [int(n) for n in (ARGUMENTS[0] if ARGUMENTS else "1,5,42,196").split(",")]
PEER = int(ARGUMENTS[1]) if len(ARGUMENTS) > 1 else 5


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
    known = catalogue(folder / "catalogue", DUNLIN)
    for parties in SIZES:
        files = archive(folder / "in", parties)
        ours = [DUNLIN, "batch", str(folder / "in"), "-o", str(folder / "a"), "--to", "all", "--force"]
        line("dunlin", parties, files, run(ours))
        if parties == PEER:
            script = ROOT / "benches" / "peer" / "batch_peer.py"
            in_turn(ours, [sys.executable, str(script), str(known), str(folder / "in"), str(folder / "b")], 3)
            shutil.rmtree(folder / "b")
        shutil.rmtree(folder / "a")
