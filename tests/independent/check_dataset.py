"""Reads the data set of `dunlin batch` with DuckDB, which shares no code with what wrote it, and runs the
queries of docs/analysis.md.

    python3 check_dataset.py OUT docs/analysis.md
"""

import os
import pathlib
import re
import sys

import duckdb

out, doc = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
queries = re.findall(r"```sql\n(.*?)```", doc.read_text(encoding="utf-8"), re.S)
assert len(queries) >= 8, "the queries are gone from the page"
os.chdir(out)
db = duckdb.connect()
results = []
for query in queries:
    for statement in (s.strip() for s in query.split(";\n")):
        if not statement:
            continue
        rows = db.execute(statement).fetchall()
        if not statement.startswith("CREATE"):
            assert rows, f"no rows from\n{statement}"
            results.append(rows)

# Both forms of a table say the same. A CSV has an apostrophe before what looks like a formula.
PLAIN = "CASE WHEN {0} SIMILAR TO '''[-=+@\t\r](.|\n)*' THEN substr({0}, 2) ELSE {0} END"
for table in ("answers", "drafts", "findings", "questions", "parties"):
    columns = [c[0] for c in db.execute(f"DESCRIBE {table}").fetchall()]
    csv = f"read_csv('dataset/{table}.csv', header = true, all_varchar = true, quote = '\"', escape = '\"', max_line_size = 10000000)"
    # An empty text and no text look alike in a CSV.
    left = ", ".join(f"nullif(CAST({c} AS VARCHAR), '') AS {c}" for c in columns if c != "number")
    right = ", ".join(f"nullif({PLAIN.format(c)}, '') AS {c}" for c in columns if c != "number")
    for a, b in ((f"SELECT {left} FROM {table}", f"SELECT {right} FROM {csv}"), (f"SELECT {right} FROM {csv}", f"SELECT {left} FROM {table}")):
        differ = db.execute(f"({a}) EXCEPT ALL ({b})").fetchall()
        assert not differ, f"{table}: {differ[:2]}"

one = lambda q: db.execute(q).fetchone()[0]
assert one("SELECT typeof(period_to) FROM answers LIMIT 1") == "INTEGER"
assert one("SELECT count(*) FROM answers WHERE period IS NULL AND period_to IS NOT NULL") == 0
assert one("SELECT count(*) FROM answers WHERE period <> CAST(period_from AS VARCHAR) || '-' || period_to AND period_from <> period_to") == 0
assert one("SELECT count(*) FROM answers WHERE question NOT IN (SELECT question FROM questions)") == 0
assert one("SELECT count(*) FROM answers a JOIN questions q USING (question) WHERE q.convention <> a.convention") == 0
assert one("SELECT count(*) FROM answers JOIN questions USING (question) WHERE kind = 'contact'") == 0
assert one("SELECT count(*) FROM answers WHERE type = 'number' AND number IS NOT NULL") > 0
assert one("SELECT count(*) FROM answers WHERE value LIKE '=%' OR details LIKE '=%' OR rows LIKE '%\"=%'") > 0
print(len(results), "queries")
