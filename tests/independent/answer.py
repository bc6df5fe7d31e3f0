"""Answers questions in a workbook or a Word sheet that dunlin wrote, as a person would: openpyxl, python-docx.

usage: answer.py FILE EDITS.json
EDITS: a list of {"question", "item", "part", "column", "text"}; for a Word sheet without "column".
An edit with "add" adds a row of cells {column code: text} below the table of the question.
"""

import json
import sys

path, edits = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8"))


def workbook():
    import openpyxl

    book = openpyxl.load_workbook(path)
    done = 0
    for sheet in book.worksheets:
        head = next((r for r in sheet.iter_rows(max_row=12) if any(c.value == "dunlin:question" for c in r)), None)
        if head is None:
            continue
        at = {c.value: c.column for c in head if c.value}
        for edit in edits:
            for r in range(head[0].row + 1, sheet.max_row + 1):
                if sheet.cell(r, at["dunlin:question"]).value != edit["question"]:
                    continue
                if "add" in edit:
                    if any("dunlin:column:" + column not in at for column in edit["add"]):
                        continue
                    blank = all(
                        not sheet.cell(r, c).value for name, c in at.items() if name.startswith("dunlin:column:")
                    )
                    if not blank:
                        continue
                    for column, text in edit["add"].items():
                        sheet.cell(r, at["dunlin:column:" + column]).value = text
                    done += 1
                    break
                if (sheet.cell(r, at["dunlin:item"]).value or "") != edit.get("item", ""):
                    continue
                if sheet.cell(r, at["dunlin:part"]).value != edit.get("part", "value"):
                    continue
                sheet.cell(r, at["dunlin:" + edit["column"]]).value = edit["text"]
                done += 1
                break
    book.save(path)
    return done


def word():
    import docx
    from docx.oxml.ns import qn

    document = docx.Document(path)
    done = 0
    for control in document.element.body.iter(qn("w:sdt")):
        tag = control.find(qn("w:sdtPr")).find(qn("w:tag")).get(qn("w:val"))
        for edit in edits:
            if not tag.startswith("d|%s|%s|%s|" % (edit["question"], edit.get("item", ""), edit["part"])):
                continue
            texts = list(control.iter(qn("w:t")))
            texts[0].text = edit["text"]
            for other in texts[1:]:
                other.text = ""
            place = control.find(qn("w:sdtPr")).find(qn("w:showingPlcHdr"))
            if place is not None:
                place.getparent().remove(place)
            done += 1
    document.save(path)
    return done


done = word() if path.endswith(".docx") else workbook()
if done != len(edits):
    sys.exit("%s: %d of %d edits found their place" % (path, done, len(edits)))
