"""Opens filled Word forms with python-docx, which shares no code with dunlin.

Arguments: three at a time, a form before, the same form filled, and a JSON file with what to find how often.
"""

import json
import sys

import docx
from docx.oxml.ns import qn

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def facts(path):
    document = docx.Document(path)
    body = document.element.body
    texts = [t.text or "" for t in body.iter(qn("w:t"))]
    return {
        "document": document,
        "texts": texts,
        "results": [r.get(qn("w:val")) for r in body.iter(qn("w:result"))],
        "checked": sum(c.get(W14 + "val") == "1" for c in body.iter(W14 + "checked")),
        "fields": sum(1 for _ in body.iter(qn("w:ffData"))),
        "controls": sum(1 for _ in body.iter(qn("w:sdt"))),
        "tables": [[len(r.cells) for r in t.rows] for t in document.tables],
        "bookmarks": [b.get(qn("w:name")) for b in body.iter(qn("w:bookmarkStart"))],
        "ids": [i.get(qn("w:val")) for p in body.iter(qn("w:sdtPr")) for i in p.findall(qn("w:id"))],
        "parts": sorted(str(p.partname) for p in document.part.package.iter_parts()),
    }


def main(arguments):
    wrong = []
    for before, after, expected in zip(arguments[0::3], arguments[1::3], arguments[2::3]):
        old, new = facts(before), facts(after)
        with open(expected, encoding="utf-8") as file:
            wanted = json.load(file)
        rows = sum(len(t) for t in new["tables"]) - sum(len(t) for t in old["tables"])
        if rows != wanted.pop("rows added", 0):
            wrong.append(f"{after}: {rows} rows were added")
        for what in ("parts",) if rows else ("fields", "controls", "tables", "parts"):
            if old[what] != new[what]:
                wrong.append(f"{after}: {what} changed from {old[what]} to {new[what]}")
        for what in ("bookmarks", "ids"):
            if len(new[what]) - len(set(new[what])) > len(old[what]) - len(set(old[what])):
                wrong.append(f"{after}: {what} are there twice: {new[what]}")
        for what, count in wanted.items():
            if what == "checked":
                found = new["checked"] - old["checked"]
            elif what.startswith("result "):
                found = new["results"].count(what.split()[1]) - old["results"].count(what.split()[1])
            else:
                found = sum(what in t for t in new["texts"]) - sum(what in t for t in old["texts"])
            if found < count:
                wrong.append(f"{after}: {what!r} is there {found} times, not {count}")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
