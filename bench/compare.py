"""The first pages of the comparison and of the matrix over very many invitations, on both databases: inside the product, and as a
whole process beside it."""
import os, shutil, statistics, subprocess, time

SIDES = ("vendor", "programme", "client", "coach")


def whole(bench, home, address, *words):
    """The middle of some whole runs of a command, in milliseconds."""
    env = dict(os.environ, HOME=home, GATEHOUSE_DATABASE_URL=address)
    times = []
    for _ in range(9):
        begin = time.monotonic()
        r = subprocess.run([bench.a.gatehouse, *words, "--data", home, "-o", "json"], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        times.append((time.monotonic() - begin) * 1000)
        if r.returncode:
            raise SystemExit(f"bench: {words} failed: {r.stderr[-600:]}")
    return statistics.median(times)


def measure(bench, w, pg):
    """`bench` is the module of run.py: its arguments, and how it runs and writes rows."""
    count = bench.a.invitations
    places = [("SQLite", bench.database(f"{w}/compare.db"))]
    if pg:
        places.append(("PostgreSQL", pg.address(pg.fresh())))
    for name, address in places:
        home = f"{w}/compare-{name}"
        shutil.rmtree(home, ignore_errors=True)
        told = bench.json.loads(bench.run([bench.a.bench, "compare", home, address, str(count), "15"]).strip().splitlines()[-1])
        print(" ", told, flush=True)
        beside = lambda *words: f"{whole(bench, home, address, *words):.0f} ms as a whole process" if bench.a.gatehouse else ""

        def row(what, key, said):
            bench.row(f"{what} over {count:,} invitations, {name}", f"{told[key]:.1f} ms", said, "", "< 50 ms", told[key] < 50)

        for side in SIDES:
            row(f"`compare --by {side}`", f"compare_{side}_ms", beside("compare", "--by", side))
            row(f"`compare --by {side}`, 30 days of 120", f"compare_{side}_month_ms", "")
        row("person × vendor matrix, first 100 people", "matrix_ms", beside("status", "--matrix"))
        for key, what in (("middle", "half-way"), ("late", "its last people"), ("end", "those without a person")):
            row(f"person × vendor matrix, {what}", f"matrix_{key}_ms", "")
        bench.row(f"Adding {count:,} invitations up anew, {name}", f"{told['sum_s']:.0f} s", f"{told['fill_s']:.0f} s to write them in bulk", "", "", True)
