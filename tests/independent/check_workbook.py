"""Checks workbooks with openpyxl against what the draft and the template say should be in them.

Usage: check_workbook.py REPORT.xlsx EXPECTED.json [REPORT.xlsx EXPECTED.json ...]

It shares no code with dunlin: it opens the file as any other program would.
"""

import datetime
import json
import re
import sys

try:
    import openpyxl
except ImportError:
    sys.exit("openpyxl is missing: python3 -m pip install openpyxl")

HEADERS = {
    "en": ("Number", "Question", "Answer", "Details", "Confirmed"),
    "fr": ("Numéro", "Question", "Réponse", "Précisions", "Confirmé"),
    "es": ("Número", "Pregunta", "Respuesta", "Detalles", "Confirmado"),
}
YES_NO = {"en": "yes,no", "fr": "oui,non", "es": "sí,no"}
FILLS = {"kept", "copied", "recoded", "derived", "composed", "carried-over"}
REUSED = FILLS - {"kept"}
TEXTUAL = {"text", "daterange", "contact", "file", "links"}
CHOICE = {"single", "yesno", "indicator"}

errors = []


def check(condition, message):
    if not condition:
        errors.append(message)


def letters(options):
    return bool(options) and all(
        not assigned and re.fullmatch(r"[A-Z][A-Z0-9]{0,2}", code) for code, _, assigned in options
    )


def entries(draft):
    """Drop-down entries by code, made from the template's options alone."""
    with_letter = letters(draft["options"])
    result = {}
    for code, text, _ in draft["options"]:
        text = " ".join(text.split())
        result[code] = f"{code}={text}" if with_letter else text
    lower = [e.lower() for e in result.values()]
    return {c: f"{e} ({c})" if lower.count(e.lower()) > 1 else e for c, e in result.items()}


class Sheet:
    """A sheet whose columns are found by the hidden headings in its first row."""

    def __init__(self, book, sheet):
        self.book, self.sheet = book, sheet
        self.columns = {c.value: c.column for c in sheet[1] if isinstance(c.value, str)}
        self.rules = {}
        for rule in sheet.data_validations.dataValidation:
            for area in rule.sqref.ranges:
                for row in range(area.min_row, area.max_row + 1):
                    for column in range(area.min_col, area.max_col + 1):
                        self.rules[row, column] = rule

    def cell(self, row, name):
        return self.sheet.cell(row, self.columns[name])

    def rule(self, row, name):
        return self.rules.get((row, self.columns[name]))

    def choices(self, row, name):
        """What the drop-down of a cell offers."""
        rule = self.rule(row, name)
        if rule is None or rule.type != "list":
            return None
        formula = rule.formula1
        if formula.startswith('"'):
            return formula.strip('"').split(",")
        sheet, area = next(self.book.defined_names[formula].destinations)
        cells = self.book[sheet][area.replace("$", "")]
        if not isinstance(cells, tuple):
            return [cells.value]
        return [c.value for (c,) in cells]


def check_book(path, expected):
    name = path.rsplit("/", 1)[-1]
    book = openpyxl.load_workbook(path)
    lang = expected["lang"]
    properties = {p.name: p.value for p in book.custom_doc_props.props}
    check(
        properties
        == {
            "dunlin.format": expected["format"],
            "dunlin.party": expected["party"],
            "dunlin.period": expected["period"],
            "dunlin.lang": lang,
            "dunlin.layout": "2",
        },
        f"{name}: properties {properties}",
    )
    core = expected["format"] == "core"
    visible = [s for s in book.worksheets if s.sheet_state == "visible"]
    live = Live(book, path, expected, visible[0]) if core else None
    hidden = {s.title: s.sheet_state for s in book.worksheets if s.sheet_state != "visible"}
    check(hidden == {"dunlin": "veryHidden", "dunlin-lists": "veryHidden"}, f"{name}: hidden sheets {hidden}")
    for sheet in visible:
        where = f"{name} {sheet.title}"
        check(len(sheet.title) <= 31 and not re.search(r"[:\\/?*\[\]]", sheet.title), f"{where}: forbidden name")
        p = sheet.protection
        check(p.sheet and not p.password, f"{where}: must be protected without a password")
        # openpyxl: a True flag forbids.
        for what in ("formatColumns", "formatRows", "sort", "autoFilter"):
            check(not getattr(p, what) or sheet is visible[0], f"{where}: {what} must be allowed")
        check(not p.selectLockedCells and not p.selectUnlockedCells, f"{where}: cells must be selectable")
        check(sheet.page_setup.orientation == "landscape", f"{where}: landscape")
        check(str(sheet.page_setup.paperSize) == "9", f"{where}: A4")
        check(sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0, f"{where}: one page wide")
        check("&P" in (sheet.oddFooter.right.text or ""), f"{where}: page numbers")
        if sheet is not visible[0]:
            check(sheet.freeze_panes, f"{where}: frozen headings")
            check(sheet.print_title_rows, f"{where}: repeated headings")

    parts, tables = {}, {}
    unlocked = set()
    for sheet in visible:
        s = Sheet(book, sheet)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    check(core and live.formula(s, cell), f"{name} {sheet.title} {cell.coordinate}: a formula")
                if not cell.protection.locked:
                    unlocked.add((sheet.title, cell.row, cell.column))
        if "dunlin:question" not in s.columns:
            continue
        check(sheet.row_dimensions[1].hidden, f"{name} {sheet.title}: the row of hidden headings shows")
        keys = ["question", "item", "part", "standing", "written"]
        if "dunlin:answer" in s.columns:
            keys += ["written-details", "made", "offered"]
        if "dunlin:main" in s.columns:
            keys += ["touched", "main"]
        for key in keys:
            letter = openpyxl.utils.get_column_letter(s.columns[f"dunlin:{key}"])
            dimension = sheet.column_dimensions
            is_hidden = any(
                d.hidden and d.min <= s.columns[f"dunlin:{key}"] <= d.max for d in dimension.values() if d.min
            )
            check(is_hidden, f"{name} {sheet.title}: column {letter} ({key}) shows")
        if "dunlin:answer" in s.columns:
            titles = [sheet.cell(3, s.columns[f"dunlin:{k}"]).value for k in ("answer", "confirmed")]
            check(titles == [HEADERS[lang][2], HEADERS[lang][4]], f"{name} {sheet.title}: headings {titles}")
            check([c.value for c in sheet[3]][:2] == list(HEADERS[lang][:2]), f"{name} {sheet.title}: headings")
            if "dunlin:details" in s.columns:
                check(sheet.cell(3, s.columns["dunlin:details"]).value == HEADERS[lang][3], f"{name}: details heading")
            check(sheet.auto_filter.ref, f"{name} {sheet.title}: filter")
        for row in range(2, sheet.max_row + 1):
            question = s.cell(row, "dunlin:question").value
            if not question:
                continue
            key = (question, s.cell(row, "dunlin:item").value)
            part = s.cell(row, "dunlin:part").value
            target = tables if part.startswith("row:") else parts
            found = target.setdefault(key, {})
            check(part not in found, f"{name} {sheet.title} row {row}: {key} {part} stands twice")
            found[part] = (s, row)

    meant = set()
    for d in expected["drafts"]:
        key = (d["question"], d["item"])
        check(key in parts, f"{name}: {key} is missing")
        if key in parts:
            check_question(f"{name} {d['question']} {d['item'] or ''}", d, parts[key], tables.get(key, {}), lang, meant)
            if core and not d["question"].startswith("core/"):
                live.question(f"{name} {d['question']}", d, parts[key], meant)
    if core:
        live.sums(name)
    for (question, _), found in parts.items():
        if "item" in found:
            s, row = found["item"]
            meant.add((s.sheet.title, row, s.columns["dunlin:answer"]))
    extra = sorted(unlocked - meant)
    check(not extra, f"{name}: unlocked cells nobody answers in: {extra[:5]}")
    missing = sorted(meant - unlocked)
    check(not missing, f"{name}: locked cells somebody should answer in: {missing[:5]}")
    return len(parts)


class Live:
    """What only the core report has: the columns that all conventions share, and formulas that count what is open."""

    CONVENTION = {"cms-cop14": "CMS", "cbd-nr7": "CBD", "ramsar-cop14": "Ramsar", "cites-ir": "CITES"}
    OPEN = {"en": "open", "fr": "ouverte", "es": "abierta"}
    WAITS = {"gap", "hint", "suggested", "carried-over", "conflict"}
    NAMES = ("who", "confirmed-by", "confirmed-on", "cleared-by", "cleared-on")

    def __init__(self, book, path, expected, front):
        self.values = openpyxl.load_workbook(path, data_only=True)
        self.lang, self.front = expected["lang"], front.title
        self.waiting = {}
        self.registers = {
            d["question"]: d["rows"] for d in expected["drafts"] if d["question"].startswith("core/") and d["kind"] == "table"
        }

    def formula(self, s, cell):
        """Formulas stand in two columns of a theme sheet and count on the first; none holds a text of an input."""
        told = set(re.findall(r'"([^"]*)"', re.sub(r"'(?:[^']|'')*'!", "", cell.value)))
        allowed = {"", self.OPEN[self.lang], YES_NO[self.lang].split(",")[0]}
        if s.sheet.title == self.front:
            return cell.column in (4, 5) and all(t in allowed or t.startswith("(") or t == t.strip() and len(t) < 24 for t in told)
        if "dunlin:touched" not in s.columns:
            return False
        return told <= allowed and (
            cell.column == s.columns["dunlin:touched"] or cell.column_letter == self.open_column(s)
        )

    def open_column(self, s):
        # The column after what is to do: the first that only the core report has.
        column = s.columns["dunlin:who"] - 2
        return openpyxl.utils.get_column_letter(column)

    def question(self, where, d, found, meant):
        main = next(p for p in ("value", "qualifier", "none", "details", "number") if p in found)
        s, row = found[main]
        for name in self.NAMES:
            meant.add((s.sheet.title, row, s.columns[f"dunlin:{name}"]))
        convention = s.sheet.cell(row, s.columns["dunlin:who"] - 1).value
        check(convention == self.CONVENTION[d["question"].split("/")[0]], f"{where}: convention {convention!r}")
        shown = self.values[s.sheet.title].cell(row, s.columns["dunlin:who"] - 2).value or None
        wanted = self.OPEN[self.lang] if d["standing"] in self.WAITS and d["asked"] else None
        if d["standing"] == "not-asked":
            # It may be asked by what its samples say above.
            wanted = shown
        check(shown == wanted, f"{where}: the column of what is open says {shown!r}")
        check(s.cell(row, "dunlin:main").value == 1, f"{where}: the first row is not marked")
        self.waiting.setdefault(s.sheet.title, 0)
        self.waiting[s.sheet.title] += wanted is not None

    def sums(self, name):
        sheet = self.values[self.front]
        said = {}
        for row in range(1, sheet.max_row + 1):
            if isinstance(sheet.cell(row, 5).value, (int, float)):
                # Names are shown whole; the link says which sheet is meant.
                to = sheet.cell(row, 1).hyperlink.location.rsplit("!", 1)[0].strip("'").replace("''", "'")
                said[to] = (sheet.cell(row, 4).value, sheet.cell(row, 5).value)
        for title, waiting in self.waiting.items():
            check(title in said and said[title][1] == waiting, f"{name}: {title} says {said.get(title)} open, not {waiting}")
        check(len(self.waiting) > 20, f"{name}: {len(self.waiting)} themes")


def check_question(where, d, found, table, lang, meant):
    kind, value = d["kind"], d["value"]
    options = entries(d)
    main = next((p for p in ("value", "qualifier", "none", "details", "number") if p in found), None)
    check(main is not None, f"{where}: no main line among {list(found)}")
    if main is None:
        return
    s, row = found[main]
    check(s.cell(row, "dunlin:standing").value == d["standing"], f"{where}: standing")

    def open_cell(part, heading="dunlin:answer"):
        sheet, r = found[part]
        meant.add((sheet.sheet.title, r, sheet.columns[heading]))
        return sheet.cell(r, heading)

    def holds(part, wanted):
        sheet, r = found[part]
        got = sheet.cell(r, "dunlin:answer").value
        if isinstance(got, datetime.datetime):
            got = got.date().isoformat()
        check(got == wanted, f"{where} {part}: holds {got!r}, not {wanted!r}")
        written = sheet.cell(r, "dunlin:written").value or ""
        if wanted is None or len(str(wanted)) <= 80:
            check(str(written) == ("" if wanted is None else number_text(wanted)), f"{where} {part}: remembers {written!r}")
        else:
            check(str(written).startswith("fnv:"), f"{where} {part}: remembers {written!r}")

    if kind in CHOICE:
        open_cell("value")
        check(s.choices(row, "dunlin:answer") == list(options.values()), f"{where}: drop-down")
        holds("value", None if value is None else options[value])
    elif kind == "multi":
        open_cell("none")
        for code, entry in options.items():
            part = f"option:{code}"
            check(part in found, f"{where}: no line for {code}")
            if part in found:
                open_cell(part)
                sheet, r = found[part]
                check(sheet.choices(r, "dunlin:answer") == ["x"], f"{where} {part}: drop-down")
                check(sheet.sheet.cell(r, 2).value == entry, f"{where} {part}: label")
                holds(part, "x" if value and code in value else None)
    elif kind == "number":
        part = "number"
        open_cell(part)
        sheet, r = found[part]
        check(sheet.rule(r, "dunlin:answer").type == "decimal", f"{where}: number rule")
        holds(part, None if value is None else value["number"])
        if options:
            open_cell("qualifier")
            check(s.choices(row, "dunlin:answer") == list(options.values()), f"{where}: drop-down")
            holds("qualifier", None if value is None else options[value["qualifier"]])
            check(r == row + 1, f"{where}: the number stands below its qualifier")
    elif kind == "date":
        cell = open_cell("value")
        check(s.rule(row, "dunlin:answer").type == "date", f"{where}: date rule")
        check(cell.number_format == "yyyy-mm-dd", f"{where}: date format")
        holds("value", value)
    elif kind in TEXTUAL:
        cell = open_cell("value")
        check(cell.number_format == "@", f"{where}: a text cell")
        check(cell.alignment.wrap_text, f"{where}: wraps")
        holds("value", value)

    if d["has_details"] or d["details"] is not None:
        cell = s.cell(row, "dunlin:details")
        meant.add((s.sheet.title, row, s.columns["dunlin:details"]))
        check(cell.value == d["details"], f"{where}: details {cell.value!r}")
    confirm = s.cell(row, "dunlin:confirmed")
    offered = s.cell(row, "dunlin:offered").value if "dunlin:offered" in s.columns else None
    check(bool(offered) == d["offered"], f"{where}: what yes takes is {offered!r}")
    if d["offered"]:
        shown = s.cell(row, "dunlin:proposal").value or ""
        check(shown.startswith("►") and d["text"].split("\n")[-1] in shown, f"{where}: the offer is not shown: {shown!r}")
    if d["standing"] == "carried-over" or d["offered"]:
        meant.add((s.sheet.title, row, s.columns["dunlin:confirmed"]))
        check(confirm.value is None, f"{where}: nobody has confirmed yet")
        check(s.choices(row, "dunlin:confirmed") == YES_NO[lang].split(","), f"{where}: yes/no")
    note = s.cell(row, "dunlin:answer").comment
    if d["standing"] in REUSED and d["sources"] and main != "details":
        check(note is not None and "testland-cms-cop14.xlsx" in note.text, f"{where}: a note with the source")
    else:
        check(note is None, f"{where}: no note")

    if kind in ("table", "indicator"):
        check(len(table) == len(d["rows"]) + 10, f"{where}: {len(table)} rows for {len(d['rows'])} and ten empty ones")
        for n in range(len(table)):
            sheet, r = table[f"row:{n}"]
            wanted = d["rows"][n] if n < len(d["rows"]) else {}
            for heading, column in sheet.columns.items():
                if heading.startswith("dunlin:column:"):
                    meant.add((sheet.sheet.title, r, column))
                    got = sheet.sheet.cell(r, column).value
                    code = heading[len("dunlin:column:"):]
                    shown = wanted.get(code)
                    names = dict(d["columns"].get(code, []))
                    if shown is not None and names:
                        shown = "; ".join(names.get(t, t) for t in shown.split("; "))
                        if d["tags"].get(code) == "choice":
                            check(sheet.choices(r, heading) == list(names.values()), f"{where} row {n} {code}: drop-down")
                    check((None if got is None else str(got)) == shown, f"{where} row {n} {code}: {got!r}")
        if kind == "table":
            link = s.cell(row, "dunlin:answer").hyperlink
            target = next(iter(table.values()))[0].sheet.title
            check(link is not None and target in (link.location or ""), f"{where}: a link to {target}")
    else:
        for part, (sheet, r) in found.items():
            if part.startswith("col:"):
                open_cell(part)
                wanted = (d["rows"][0] if d["rows"] else {}).get(part[4:])
                got = sheet.cell(r, "dunlin:answer").value
                check((None if got is None else str(got)) == wanted, f"{where} {part}: {got!r}")


def number_text(value):
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def main(arguments):
    if len(arguments) < 2 or len(arguments) % 2:
        sys.exit(__doc__)
    questions = 0
    for path, expected in zip(arguments[::2], arguments[1::2]):
        with open(expected, encoding="utf-8") as file:
            questions += check_book(path, json.load(file))
    for error in errors[:40]:
        print(error)
    if errors:
        sys.exit(f"{len(errors)} differences")
    print(f"{len(arguments) // 2} workbooks, {questions} questions: as intended")


if __name__ == "__main__":
    main(sys.argv[1:])
