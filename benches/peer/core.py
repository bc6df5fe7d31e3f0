"""Compares `dunlin prefill --to all` on a core report with 2,000 measures with the Python script `core_peer.py`
on the same file.

    cargo build --release && python3 benches/peer/core.py [RUNS] [MEASURES] [--dunlin PROGRAM]

The core report is made by `cargo bench --bench core`. Runs the two in turn and prints medians, the least of each
(what other work on the machine disturbs least), the ratio of the least, and peak memory; then what dunlin needs
to write the core report anew.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

from turns import ROOT, arguments, catalogue, in_turn, run

ARGUMENTS, DUNLIN = arguments()
RUNS = int(ARGUMENTS[0]) if ARGUMENTS else 5
MEASURES = ARGUMENTS[1] if len(ARGUMENTS) > 1 else "2000"

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    known = catalogue(folder / "catalogue", DUNLIN)
    shutil.copy(ROOT / "mappings" / "subjects.toml", known)
    shutil.copy(ROOT / "templates" / "core.toml", known)
    core = folder / "core.xlsx"
    make = ["cargo", "bench", "--quiet", "--bench", "core", "--", "make", str(core), MEASURES]
    subprocess.run(make, cwd=ROOT, check=True)
    ours = [DUNLIN, "prefill", "--to", "all", "--force", "-o", str(folder / "a"), str(core)]
    theirs = [sys.executable, str(ROOT / "benches" / "peer" / "core_peer.py"), str(known), str(folder / "b"), str(core)]
    in_turn(ours, theirs, RUNS)
    anew = [DUNLIN, "prefill", "--to", "core", "--force", "-o", str(folder / "again.xlsx"), "--base", str(core)]
    again = [run(anew) for _ in range(RUNS)]
    print(f"core anew    dunlin cpu least {min(r[1] for r in again):.3f} s, peak {max(r[2] for r in again):.0f} MiB")
