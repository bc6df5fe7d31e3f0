"""The main job as one would script it in Python with openpyxl: for comparison only.

Reads the same reports, finds questions by number and, for rows without one, by wording (difflib of
the standard library, against the labels of the format), keeps answers of the same format, shows
answers of the same subject beside each question, and writes one workbook per format with the same
sheets, drop-downs, notes, colours and a sheet of sources. It is kinder to itself than dunlin has to
be: it takes the last cell of a row for the answer, checks nothing, and recodes nothing.

    python3 benches/peer/peer.py CATALOGUE OUT FILE...

CATALOGUE is a folder with one `dunlin formats F --json` per format and `pairs.tsv` from
`dunlin map pairs` (the runner makes it).
"""

import csv
import difflib
import json
import pathlib
import re
import sys
from collections import defaultdict

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation


def rows_of(path):
    if path.suffix == ".csv":
        raw = path.read_bytes()
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                text = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
        delimiter = ";" if text[:2000].count(";") > text[:2000].count(",") else ","
        yield path.name, list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    elif path.suffix == ".xlsx":
        book = load_workbook(path, read_only=True, data_only=True)
        for sheet in book:
            yield sheet.title, [[c for c in row] for row in sheet.iter_rows(values_only=True)]


def number_key(value):
    return re.sub(r"[^0-9a-z]+", "", str(value).lower()) if value is not None else ""


def read(path, formats):
    """Answers by question id: every row whose first known cell is a question's number."""
    tables = list(rows_of(path))
    best, best_form = [], None
    for form in formats.values():
        found = []
        for sheet, rows in tables:
            for n, row in enumerate(rows):
                for cell in row[:12]:
                    question = form["numbers"].get(number_key(cell))
                    if question:
                        rest = [str(c) for c in row if c not in (None, "") and c is not cell]
                        found.append((question, rest[-1] if rest else "", f"{sheet}!{n + 1}"))
                        break
        if len(found) > len(best):
            best, best_form = found, form
    if best_form is None:
        return None, []
    # Rows without a number, by their words, in every language the labels have.
    known = {place for _, _, place in best}
    for sheet, rows in tables:
        for n, row in enumerate(rows):
            place = f"{sheet}!{n + 1}"
            texts = [str(c) for c in row if c not in (None, "")]
            if place in known or len(texts) < 2:
                continue
            near = difflib.get_close_matches(texts[0], best_form["labels"], n=1, cutoff=0.75)
            if near:
                best.append((best_form["labels"][near[0]], texts[-1], place))
    return best_form["id"], best


def main():
    catalogue, out, files = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
    formats = {}
    for path in sorted(catalogue.glob("*.json")):
        form = json.loads(path.read_text(encoding="utf-8"))
        form["numbers"] = {number_key(q["number"] or q["id"].split("/", 1)[1]): q["id"] for q in form["questions"]}
        form["labels"] = {label: q["id"] for q in form["questions"] for label in q["label"].values()}
        formats[form["id"]] = form
    related = defaultdict(list)
    with (catalogue / "pairs.tsv").open(encoding="utf-8") as f:
        for row in csv.DictReader(f, delimiter="\t"):
            related[row["subject"].split("[")[0]].append(row["object"].split("[")[0])
            related[row["object"].split("[")[0]].append(row["subject"].split("[")[0])
    said = defaultdict(list)
    for name in files:
        path = pathlib.Path(name)
        form, answers = read(path, formats)
        for question, value, place in answers:
            said[question].append((value, path.name, place, form))

    out.mkdir(parents=True, exist_ok=True)
    fill = PatternFill("solid", fgColor="DDEBF7")
    wrap = Alignment(wrap_text=True, vertical="top")
    head = ["Number", "Question", "Answer", "Details", "Proposal", "Confirmed", "Standing", "Source", "What to do"]
    for form in formats.values():
        if form["read_only"]:
            continue
        book = Workbook()
        sources = book.create_sheet("Sources")
        sources.append(["Question", "Standing", "Format", "Source question", "File", "Place", "Relation", "Text"])
        lists = book.create_sheet("lists")
        lists.sheet_state = "veryHidden"
        ranges = {}
        for section in form["sections"]:
            title = re.sub(r"[\[\]:*?/\\]", " ", f"{section['id']} {section['label']['en']}")[:31]
            sheet = book.create_sheet(title)
            sheet.append(head + ["id", "part", "written"])
            sheet.freeze_panes = "C2"
            for c in sheet[1]:
                c.font = Font(bold=True)
            validations = {}
            for q in form["questions"]:
                if q["section"] != section["id"]:
                    continue
                items = [""]
                if q["repeat"] == "gbf-target":
                    items = [f"GBF:T{n}" for n in range(1, 24)]
                elif q["repeat"] == "gbf-goal":
                    items = ["A", "B", "C", "D"]
                for item in items:
                    own = said.get(q["id"], [])
                    evidence = [s for other in related.get(q["id"], []) for s in said.get(other, [])][:6]
                    value = own[0][0] if own else None
                    proposal = "\n\n".join(f"[{e[3]} {e[2]}]\n{e[0]}" for e in evidence)
                    source = "; ".join(f"{e[1]} {e[2]}" for e in own + evidence)
                    for e in own + evidence:
                        sources.append([q["number"], q["id"], e[3], item, e[1], e[2], "same subject", e[0]])
                    standing = "kept" if own else ("hint" if evidence else "gap")
                    sheet.append(
                        [q["number"], q["label"]["en"], value, None, proposal or None, None, standing, source, "", q["id"] + item, "value", value]
                    )
                    n = sheet.max_row
                    for c in sheet[n]:
                        c.alignment = wrap
                    answer = sheet.cell(n, 3)
                    answer.protection = Protection(locked=False)
                    answer.fill = fill
                    if source:
                        answer.comment = Comment(source[:500], "dunlin")
                    if q["options"]:
                        key = tuple(o["code"] for o in q["options"])
                        if key not in ranges:
                            column = len(ranges) + 1
                            for i, o in enumerate(q["options"], 1):
                                lists.cell(i, column, o["label"]["en"])
                            letter = lists.cell(1, column).column_letter
                            ranges[key] = f"=lists!${letter}$1:${letter}${len(key)}"
                        if q["kind"] == "multi":
                            for o in q["options"]:
                                sheet.append([None, o["label"]["en"], None] + [None] * 6 + [q["id"] + item, "option:" + o["code"]])
                                sheet.cell(sheet.max_row, 3).protection = Protection(locked=False)
                        else:
                            if key not in validations:
                                validations[key] = DataValidation(type="list", formula1=ranges[key], allow_blank=True)
                                sheet.add_data_validation(validations[key])
                            validations[key].add(answer)
            for word, colour in () if sheet.max_row < 2 else (("kept", "E2EFDA"), ("hint", "E6E0F0"), ("gap", "FFFFFF")):
                rule = CellIsRule(operator="equal", formula=[f'"{word}"'], fill=PatternFill("solid", bgColor=colour))
                sheet.conditional_formatting.add(f"G2:G{sheet.max_row}", rule)
            sheet.auto_filter.ref = f"A1:I{sheet.max_row}"
            for letter, width in zip("ABCDEFGHI", (10, 45, 30, 40, 60, 10, 12, 40, 30)):
                sheet.column_dimensions[letter].width = width
            for letter in "JKL":
                sheet.column_dimensions[letter].hidden = True
            sheet.protection.sheet = True
        first = book.worksheets[0]
        first.title = "Read me"
        counts = defaultdict(int)
        for q in form["questions"]:
            counts["kept" if said.get(q["id"]) else "gap"] += 1
        for name, n in counts.items():
            first.append([name, n])
        book.save(out / f"QM-{form['id']}.xlsx")


main()
