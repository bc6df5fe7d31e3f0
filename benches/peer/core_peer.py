"""A core report with its measures to four reports, as one would script it in Python with openpyxl: for
comparison with `dunlin prefill --to all -o OUT CORE` only.

    python3 benches/peer/core_peer.py CATALOGUE OUT CORE.xlsx

Reads the answers of the theme sheets and the rows of the register of measures; puts into each empty text box
the five newest measures of its subject and of a kind that it wants, the rest named in a line, within the limit
of the box; and writes one workbook per format with the same sheets, drop-downs, notes, colours and a sheet of
sources. It is kinder to itself than dunlin has to be: it takes tags as they are spelt, knows nothing of parts of
subjects, national targets, sentences told twice or proposals, follows no rule, shows no answer of another
convention, and checks nothing. CATALOGUE is what the runner (`core.py`) makes.
"""

import json
import pathlib
import re
import sys
import tomllib
from collections import defaultdict

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

YEAR = re.compile(r"\d{4}")
TEXTS = (("text-en", ""), ("text-fr", "[in French] "), ("text-es", "[in Spanish] "))


def read(path):
    """Answers by question and item, rows of tables, and what is said of the report as a whole."""
    book = load_workbook(path, read_only=True, data_only=True)
    answers, tables, about = {}, defaultdict(list), {}
    for sheet in book:
        head = None
        for n, row in enumerate(sheet.iter_rows(values_only=True)):
            if row and row[0] in ("dunlin.format", "dunlin.party") or str(row[0] if row else "").startswith("dunlin.period."):
                about[row[0]] = row[1]
            if head is None:
                if "dunlin:question" in row:
                    head = {name: at for at, name in enumerate(row) if name}
                    columns = [(name.split(":", 2)[2], at) for name, at in head.items() if name.startswith("dunlin:column:")]
                elif n > 12:
                    break
                continue
            question = row[head["dunlin:question"]]
            part = row[head["dunlin:part"]]
            if not question or not part or part == "band":
                continue
            item = row[head["dunlin:item"]] or ""
            if part.startswith("row:"):
                cells = {code: str(row[at]).strip() for code, at in columns if row[at] not in (None, "")}
                if cells:
                    tables[question, item].append(cells)
                continue
            if "dunlin:answer" not in head:
                continue
            answer = answers.setdefault((question, item), {"ticks": []})
            value = row[head["dunlin:answer"]]
            if part.startswith("option:"):
                if value:
                    answer["ticks"].append(part[7:])
            elif part in ("value", "number", "qualifier", "none") and value not in (None, ""):
                answer["value"] = str(value)
            if head.get("dunlin:details") is not None and row[head["dunlin:details"]]:
                answer["details"] = str(row[head["dunlin:details"]])
            answer["standing"] = row[head["dunlin:standing"]]
    return answers, tables, about


def years(text):
    found = [int(y) for y in YEAR.findall(text or "")]
    if not found:
        return None
    last = 9999 if (text or "").rstrip().endswith(("-", "–")) else found[-1]
    return found[0], last


def told(measure, limit):
    for column, mark in TEXTS:
        if measure.get(column):
            return f"{measure.get('title', '')} ({measure.get('period', '')}): {mark}{measure[column]}"
    return measure.get("title", "")


def compose(question, item, by_subject, by_target, period):
    """The text of a box and the measures it is made of."""
    wants = [w for w in question["wants"] if w != "general"]
    if not wants:
        return None, []
    pool = by_target.get(item, []) if item else by_subject.get(question["subject"], [])
    fits = []
    for m in pool:
        if m.get("kind") not in wants and "links" not in wants:
            continue
        span = m["years"]
        if span and period:
            if question["time"] == "standing":
                if m.get("status") == "ended" and span[1] < period[0] or span[0] > period[1]:
                    continue
            elif span[0] > period[1] or span[1] < period[0]:
                continue
        fits.append(m)
    fits.sort(key=lambda m: (-(m["years"] or (0, 0))[0], wants.index(m["kind"]) if m["kind"] in wants else 99, m["id"]))
    limit = (question["limit"] or {}).get("words") or 10**6
    for full in range(min(5, len(fits)), -1, -1):
        lines = [told(m, limit) for m in fits[:full]]
        if fits[full:]:
            lines.append("Also: " + ", ".join(m.get("title", "") for m in fits[full : full + 12]) + ".")
        text = "\n".join(lines)
        if text and len(text.split()) <= limit:
            return text, fits[: full + 12]
    return None, []


def main():
    catalogue, out, path = (pathlib.Path(a) for a in sys.argv[1:4])
    forms = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(catalogue.glob("*.json"))]
    data = tomllib.loads((catalogue / "subjects.toml").read_text(encoding="utf-8"))
    subjects = {s["label"]["en"]: s["id"] for s in data["subject"]}
    kinds = {k["en"]: k["code"] for k in tomllib.loads((catalogue / "core.toml").read_text(encoding="utf-8"))["options"]["measure-kind"]}
    answers, tables, about = read(path)
    by_subject, by_target = defaultdict(list), defaultdict(list)
    for m in tables["core/measures", ""]:
        if m.get("confirmed") != "yes":
            continue
        m["kind"] = kinds.get(m.get("kind"), m.get("kind"))
        m["years"] = years(m.get("period"))
        for label in m.get("subjects", "").split("; "):
            by_subject[subjects.get(label, label)].append(m)
        for target in m.get("frameworks", "").split("; "):
            by_target[target].append(m)

    out.mkdir(parents=True, exist_ok=True)
    fill, wrap = PatternFill("solid", fgColor="DDEBF7"), Alignment(wrap_text=True, vertical="top")
    head = ["Number", "Question", "Answer", "Details", "Proposal", "Confirmed", "Standing", "Source", "What to do"]
    for form in forms:
        period = years(about.get(f"dunlin.period.{form['id']}") or form["period"])
        items_of = defaultdict(list)
        for question, item in list(answers) + list(tables):
            if item and item not in items_of[question]:
                items_of[question].append(item)
        book = Workbook()
        book.active.title = "Read me"
        sources = book.create_sheet("Sources")
        sources.append(["Question", "Item", "Standing", "Measure", "Title", "Years", "Confirmed"])
        lists = book.create_sheet("lists")
        lists.sheet_state = "veryHidden"
        ranges, counts = {}, defaultdict(int)
        for section in form["sections"]:
            title = re.sub(r"[\[\]:*?/\\]", " ", f"{section['id']} {section['label']['en']}")[:31]
            sheet = book.create_sheet(title)
            sheet.append(head + ["id", "part", "written"])
            sheet.freeze_panes = "C2"
            for c in sheet[1]:
                c.font = Font(bold=True)
            validations = {}
            for q in (q for q in form["questions"] if q["section"] == section["id"]):
                for item in items_of.get(q["id"]) or [""]:
                    own = answers.get((q["id"], item), {})
                    value, details, standing = own.get("value"), own.get("details"), own.get("standing") or "gap"
                    used = []
                    if (q["kind"] == "text" and not value) or (q["details"] and value and not details):
                        text, used = compose(q, item, by_subject, by_target, period)
                        if text and q["kind"] == "text":
                            value, standing = text, "composed"
                        elif text:
                            details = text
                    for m in used:
                        sources.append([q["number"], item, standing, m["id"], m.get("title"), m.get("period"), "yes"])
                    counts[standing] += 1
                    source = "; ".join(m["id"] for m in used)
                    sheet.append([q["number"], q["label"]["en"], value, details, None, None, standing, source, "", q["id"] + item, "value", value])
                    n = sheet.max_row
                    for c in sheet[n]:
                        c.alignment = wrap
                    answer = sheet.cell(n, 3)
                    answer.protection = Protection(locked=False)
                    answer.fill = fill
                    if source:
                        answer.comment = Comment(source[:500], "dunlin")
                    if q["kind"] == "multi":
                        for o in q["options"]:
                            tick = "x" if o["code"] in own.get("ticks", ()) else None
                            sheet.append([None, o["label"]["en"], tick] + [None] * 6 + [q["id"] + item, "option:" + o["code"]])
                            sheet.cell(sheet.max_row, 3).protection = Protection(locked=False)
                    elif q["options"]:
                        key = tuple(o["code"] for o in q["options"])
                        if key not in ranges:
                            column = len(ranges) + 1
                            for i, o in enumerate(q["options"], 1):
                                lists.cell(i, column, o["label"]["en"])
                            letter = lists.cell(1, column).column_letter
                            ranges[key] = f"=lists!${letter}$1:${letter}${len(key)}"
                        if key not in validations:
                            validations[key] = DataValidation(type="list", formula1=ranges[key], allow_blank=True)
                            sheet.add_data_validation(validations[key])
                        validations[key].add(answer)
                    for row in tables.get((q["id"], item), ()):
                        sheet.append([None, None, *(row.get(c["code"]) for c in q["columns"])])
            for word, colour in () if sheet.max_row < 2 else (("kept", "E2EFDA"), ("composed", "FFF2CC"), ("gap", "FFFFFF")):
                rule = CellIsRule(operator="equal", formula=[f'"{word}"'], fill=PatternFill("solid", bgColor=colour))
                sheet.conditional_formatting.add(f"G2:G{sheet.max_row}", rule)
            sheet.auto_filter.ref = f"A1:I{sheet.max_row}"
            for letter, width in zip("ABCDEFGHI", (10, 45, 30, 40, 60, 10, 12, 40, 30)):
                sheet.column_dimensions[letter].width = width
            for letter in "JKL":
                sheet.column_dimensions[letter].hidden = True
            sheet.protection.sheet = True
        for name, n in counts.items():
            book.worksheets[0].append([name, n])
        book.save(out / f"{about.get('dunlin.party')}-{form['id']}.xlsx")
        print(form["id"], dict(counts))


main()
