"""Lets LibreOffice count every formula of a workbook anew and compares the results with those written in it.

Usage: recalculate.py REPORT.xlsx

By hand: it needs LibreOffice (soffice). The results are taken out first, so that none can be read back.
"""

import pathlib
import subprocess
import sys
import tempfile
import warnings

import openpyxl

warnings.simplefilter("ignore")


def main(path):
    formulas = openpyxl.load_workbook(path)
    written = openpyxl.load_workbook(path, data_only=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        bare = folder / "bare.xlsx"
        formulas.save(bare)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", "xlsx", "--outdir", folder / "out", bare]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        counted = openpyxl.load_workbook(folder / "out" / "bare.xlsx", data_only=True)
    number, differ = 0, 0
    empty = (None, "", 0)
    for sheet in formulas.worksheets:
        for cell in (c for row in sheet.iter_rows() for c in row if c.data_type == "f"):
            number += 1
            old, new = (book[sheet.title][cell.coordinate].value for book in (written, counted))
            if old != new and not (old in empty and new in empty):
                differ += 1
                print(f"{sheet.title}!{cell.coordinate}: written {old!r}, counted {new!r}")
    print(f"{number} formulas, {differ} differ")
    sys.exit(differ > 0)


main(*sys.argv[1:])
