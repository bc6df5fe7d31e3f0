"""Edits a workbook of dunlin's as a person does: finds a cell by what stands beside it, types, saves.

Usage: edit.py IN.xlsx OUT.xlsx EDITS.json

EDITS is a list of [question, item or null, heading, text]: the heading is that of the hidden first row. For a register
the item is the id of the row.
"""

import json
import sys
import warnings

import openpyxl

warnings.simplefilter("ignore")


def find(book, question, item):
    for sheet in book.worksheets:
        columns = {c.value: c.column for c in sheet[1] if isinstance(c.value, str)}
        if "dunlin:question" not in columns:
            continue
        for row in range(2, sheet.max_row + 1):
            value = lambda name: sheet.cell(row, columns[name]).value if name in columns else None
            part = value("dunlin:part") or ""
            if value("dunlin:question") != question or part == "band":
                continue
            if value("dunlin:item") == item or (part.startswith("row:") and value("dunlin:column:id") == item):
                return sheet, row, columns
    sys.exit(f"{question} {item} is not in the workbook")


def main(path, out, edits):
    book = openpyxl.load_workbook(path)
    for question, item, heading, text in json.load(open(edits, encoding="utf-8")):
        sheet, row, columns = find(book, question, item)
        cell = sheet.cell(row, columns[heading])
        if cell.protection.locked:
            sys.exit(f"{sheet.title} {cell.coordinate} is locked: a person could not type there")
        cell.value = text
    book.save(out)


main(*sys.argv[1:])
