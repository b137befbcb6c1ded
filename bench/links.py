"""A file of codes with their redeem links, each link held against its code, kept and sealed beside it; beside the sqlite3 shell's import
of the same file, staged and checked in the same way."""
import csv, json, os, sys

BASE = "https://my.gallup.com/direct/ac/"


def with_links(plain, path):
    """The same rows with a link each: what is wrong with a row stays the only thing wrong with it."""
    if os.path.exists(path):
        return
    with open(plain, newline="") as f, open(path + ".new", "w", newline="") as g:
        rows, out = csv.reader(f), csv.writer(g, lineterminator="\n")
        out.writerow(next(rows) + ["link"])
        for row in rows:
            out.writerow(row + [BASE + row[0]])
    os.replace(path + ".new", path)


def measure(tools, w, plain):
    """`plain` is the folder of a file of codes, with what is to be accepted of it."""
    want = json.load(open(f"{plain}/codes-expected.json"))["accepted"]
    path, rejects, db = f"{w}/codes-links.csv", f"{w}/rejects.csv", f"{w}/import.db"
    with_links(f"{plain}/codes.csv", path)
    shell = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sqlite_links.sh")
    check, clean = f"grep -q 'accepted {want}'", f"rm -f {db} {db}-wal {db}-shm; "
    mine, bare, staged = "Gatehouse, codes with links", "Gatehouse, codes alone", "sqlite3 .import, staged and checked, with links"
    r = tools.measured("import of codes with redeem links, SQLite", staged, {
        staged: f"sh {shell} {path} {db} {rejects} {BASE} | {check}",
        mine: clean + f"{tools.a.bench} import {path} sqlite:{db} {rejects} | {check}",
        bare: clean + f"{tools.a.bench} import {plain}/codes.csv sqlite:{db} {rejects} | {check}",
    }, f"{w}/links.json")
    tools.row("Import of codes with their redeem links, SQLite", f"{r[mine]['wall']:.2f} s", f"{r[staged]['wall']:.2f} s sqlite3 staged and checked",
              f"{r[mine]['ratio']:.2f}", "", True)
    tools.row("… beside the same codes without links", f"{r[mine]['wall']:.2f} s", f"{r[bare]['wall']:.2f} s", f"{r[mine]['wall'] / r[bare]['wall']:.2f}", "", True)
    tools.row("… peak memory", f"{r[mine]['peak_mib']:.0f} MiB", f"{r[bare]['peak_mib']:.0f} MiB without links", "", "", True)
