"""Checks cells of workbooks with openpyxl, which shares no code with dunlin.

Arguments: pairs of a workbook and a JSON file {"cells": {"Sheet!A1": value}, "formulas": {"Sheet!A1": text},
"lists": {"Sheet": number of drop-down lists}, "merged": {"Sheet": ["A1:B2"]}}.
"""

import json
import sys
import warnings

import openpyxl

warnings.simplefilter("ignore")
wrong = []
for book_path, expected_path in zip(sys.argv[1::2], sys.argv[2::2]):
    with open(expected_path, encoding="utf-8") as f:
        expected = json.load(f)
    book = openpyxl.load_workbook(book_path)
    cells = dict(expected.get("cells", {}))
    cells.update(expected.get("formulas", {}))
    for place, value in cells.items():
        sheet, cell = place.rsplit("!", 1)
        found = book[sheet][cell].value
        if found != value or isinstance(found, bool) != isinstance(value, bool):
            wrong.append(f"{book_path}: {place} holds {found!r}, not {value!r}")
    for place in expected.get("cells", {}):
        sheet, cell = place.rsplit("!", 1)
        if book[sheet][cell].data_type == "f":
            wrong.append(f"{book_path}: {place} is a formula")
    for sheet, count in expected.get("lists", {}).items():
        found = len(book[sheet].data_validations.dataValidation)
        if found != count:
            wrong.append(f"{book_path}: {sheet} has {found} drop-down lists, not {count}")
    for sheet, areas in expected.get("merged", {}).items():
        found = sorted(str(a) for a in book[sheet].merged_cells.ranges)
        if found != sorted(areas):
            wrong.append(f"{book_path}: {sheet} has merged cells {found}")
    # Rows and columns in order, and a reader that streams sees the same cells.
    streamed = openpyxl.load_workbook(book_path, read_only=True)
    for place, value in expected.get("cells", {}).items():
        sheet, cell = place.rsplit("!", 1)
        if streamed[sheet][cell].value != value:
            wrong.append(f"{book_path}: {place} reads {streamed[sheet][cell].value!r} when streamed")
if wrong:
    print("\n".join(wrong))
    sys.exit(1)
