"""A folder of reports to workbooks and tables, as one would script it with pandas and openpyxl: for
comparison with `dunlin batch` only.

    python3 benches/peer/batch_peer.py CATALOGUE IN OUT

Reads csv and xlsx tables with pandas, the questionnaires of all respondents, and JSON documents only as
far as their text answers stand under a question's key; groups by Party, format and period; writes one
workbook per Party and format with last answers and answers of the same subject beside each question
(as `peer.py`), and answers as CSV. It checks nothing, recodes nothing, and takes file names for granted.
"""

import csv
import json
import pathlib
import re
import sys
from collections import defaultdict

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

key = lambda v: re.sub(r"[^0-9a-z]+", "", str(v).lower())


def tables(path):
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as f:
            yield pd.DataFrame(list(csv.reader(f))).fillna("")
    elif path.suffix == ".xlsx":
        for frame in pd.read_excel(path, sheet_name=None, header=None, dtype=str).values():
            yield frame.fillna("")


def read(path, formats):
    """Reports of a file: Party, format, period, answers by question."""
    found = []
    if path.suffix == ".json":
        text = path.read_text(encoding="utf-8")
        party = re.search(r'"government".*?"identifier": "(\w\w)"', text, re.S)
        answers = {}
        walk = [json.loads(text)]
        while walk:
            node = walk.pop()
            for k, v in node.items() if isinstance(node, dict) else enumerate(node):
                if isinstance(v, (dict, list)):
                    walk.append(v)
                elif isinstance(v, str):
                    answers[f"cbd-nr7/{k}"] = (v, "")
        return [(party.group(1).upper() if party else "", "cbd-nr7", "2022-2026", answers)]
    for frame in tables(path):
        rows = frame.values.tolist()
        if not rows or len(rows[0]) < 3:
            continue
        best, form = {}, None
        for candidate in formats.values():
            hits = {}
            for row in rows:
                for cell in row[:4]:
                    question = candidate["numbers"].get(key(cell))
                    if cell and question:
                        hits[question] = row
                        break
            if len(hits) > len(best):
                best, form = hits, candidate
        if form is None:
            continue
        head = [" ".join(map(str, r)) for r in rows[:6]]
        if str(rows[0][0]) == "Section":
            for column, name in list(enumerate(rows[0]))[3:]:
                answers = {q: (r[column].split(" [[")[0], "") for q, r in best.items() if r[column]}
                found.append((name.replace("Party: ", ""), form["id"], "", answers))
            continue
        party = next((re.sub(r"^Party\W*", "", h).strip() for h in head if h.startswith("Party")), path.stem[:2])
        period = next((m.group(0) for h in head for m in [re.search(r"\d{4}-\d{4}", h)] if m), "")
        answers = {q: (r[2], r[3] if len(r) > 3 else "") for q, r in best.items() if len(r) > 2 and r[2]}
        found.append((party, form["id"], period, answers))
    return found


def write(path, form, own, said, related):
    book = Workbook()
    fill, wrap = PatternFill("solid", fgColor="DDEBF7"), Alignment(wrap_text=True, vertical="top")
    head = ["Number", "Question", "Answer", "Details", "Proposal", "Confirmed", "Standing", "Source", "What to do", "id"]
    sources = book.active
    sources.title = "Sources"
    sheets, lists = {}, {}
    for q in form["questions"]:
        title = re.sub(r"[\[\]:*?/\\]", " ", q["section"])[:31] or "-"
        if title not in sheets:
            sheets[title] = book.create_sheet(title)
            sheets[title].append(head)
            for c in sheets[title][1]:
                c.font = Font(bold=True)
        sheet = sheets[title]
        mine = own.get(q["id"])
        evidence = [s for other in related.get(q["id"], []) for s in said.get(other, [])][:6]
        proposal = "\n\n".join(f"[{e[0]} {e[1]}]\n{e[2]}" for e in evidence)
        for e in evidence:
            sources.append([q["number"], q["id"], *e])
        sheet.append([
            q["number"], q["label"]["en"], mine and mine[0], mine and mine[1], proposal or None, None,
            "kept" if mine else "hint" if evidence else "gap", "; ".join(e[1] for e in evidence), "", q["id"],
        ])
        n = sheet.max_row
        for c in sheet[n]:
            c.alignment = wrap
        sheet.cell(n, 3).fill = fill
        sheet.cell(n, 3).protection = Protection(locked=False)
        if q["options"]:
            texts = ",".join(o["label"]["en"].replace(",", " ").replace('"', "") for o in q["options"])[:250]
            rule = lists.get((title, texts))
            if rule is None:
                rule = lists[title, texts] = DataValidation(type="list", formula1=f'"{texts}"', allow_blank=True)
                sheet.add_data_validation(rule)
            rule.add(sheet.cell(n, 3))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def main():
    catalogue, source, out = map(pathlib.Path, sys.argv[1:4])
    formats = {}
    for path in sorted(catalogue.glob("*.json")):
        form = json.loads(path.read_text(encoding="utf-8"))
        form["numbers"] = {key(q["number"] or q["id"].split("/", 1)[1]): q["id"] for q in form["questions"]}
        formats[form["id"]] = form
    related = defaultdict(list)
    with (catalogue / "pairs.tsv").open(encoding="utf-8") as f:
        for row in csv.DictReader(f, delimiter="\t"):
            a, b = row["subject"].split("[")[0], row["object"].split("[")[0]
            related[a].append(b)
            related[b].append(a)
    reports = defaultdict(list)
    records = []
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        for party, form, period, answers in read(path, formats):
            reports[party].append((form, period, path.name, answers))
            records += [(party, form, period, q, a[0], a[1], path.name) for q, a in answers.items()]
    out.mkdir(parents=True, exist_ok=True)
    names = ["party", "format", "period", "question", "value", "details", "file"]
    frame = pd.DataFrame.from_records(records, columns=names)
    frame.to_csv(out / "answers.csv", index=False)
    for party, list_ in reports.items():
        said = defaultdict(list)
        for form, period, name, answers in list_:
            for q, a in answers.items():
                said[q].append((form, period, str(a[0])))
        for form in formats.values():
            own = {}
            for _, _, _, answers in sorted((r for r in list_ if r[0] == form["id"]), key=lambda r: r[1]):
                own.update(answers)
            write(out / party / f"{party}-{form['id']}.xlsx", form, own, said, related)
    print(len(records), "answers of", len(reports), "Parties")


main()
