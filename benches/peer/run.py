"""Compares the whole process with the Python script `peer.py` on the same files, in one run.

    cargo build --release && python3 benches/peer/run.py [RUNS] [PARTIES] [--dunlin PROGRAM]

Runs the two in turn, A B A B, and prints medians, the least of each (what other work on the machine
disturbs least), the ratio pair by pair, and peak memory. Then both do the same job for many Parties,
one process after the other: dunlin for all PARTIES (200), the script for the first tenth of them;
its time for all is that times ten, and printed as such.
"""

import pathlib
import sys
import tempfile

from turns import ROOT, arguments, catalogue, in_turn, run

ARGUMENTS, DUNLIN = arguments()
RUNS = int(ARGUMENTS[0]) if ARGUMENTS else 5
PARTIES = int(ARGUMENTS[1]) if len(ARGUMENTS) > 1 else 200

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    known = catalogue(folder / "catalogue", DUNLIN)
    # Layouts the script knows: tables with one question a row.
    tables = [p for p in (ROOT / "examples" / "testland").iterdir() if p.suffix in (".csv", ".xlsx") and "-ors" not in p.name]
    files = sorted(map(str, tables))
    ours = [DUNLIN, "prefill", "--to", "all", "--force", "-o", str(folder / "a"), *files]
    theirs = [sys.executable, str(ROOT / "benches" / "peer" / "peer.py"), str(known), str(folder / "b"), *files]
    in_turn(ours, theirs, RUNS)
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
