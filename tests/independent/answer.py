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
    cells, rows = {}, []
    for edit in edits:
        if "add" in edit:
            rows.append(edit)
        else:
            key = (edit["question"], edit.get("item", ""), edit.get("part", "value"))
            cells.setdefault(key, []).append(edit)
    for sheet in book.worksheets:
        head = next((r for r in sheet.iter_rows(max_row=12) if any(c.value == "dunlin:question" for c in r)), None)
        if head is None:
            continue
        at = {c.value: c.column for c in head if c.value}
        for row in sheet.iter_rows(min_row=head[0].row + 1):
            value = lambda name: row[at[name] - 1].value if name in at else None
            question, part = value("dunlin:question"), value("dunlin:part") or ""
            for edit in list(rows):
                if question != edit["question"] or any("dunlin:column:" + c not in at for c in edit["add"]):
                    continue
                if any(value(name) for name in at if name.startswith("dunlin:column:")):
                    continue
                for column, text in edit["add"].items():
                    row[at["dunlin:column:" + column] - 1].value = text
                rows.remove(edit)
                done += 1
                break
            # The line of a number names its unit.
            part = part.split(":")[0] if part.startswith("number:") else part
            for edit in cells.pop((question, value("dunlin:item") or "", part), ()):
                cell = row[at["dunlin:" + edit["column"]] - 1]
                cell.value = edit["text"]
                # A person types an apostrophe before a text that begins like a formula.
                if edit["text"].startswith("="):
                    cell.data_type = "s"
                done += 1
    for left in cells:
        print("no place for %s [%s] %s" % left, file=sys.stderr)
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
