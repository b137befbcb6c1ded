#!/usr/bin/env python3
"""Measures Gatehouse's heavy jobs in turn with the other tools of SHARED_DIR/bench and writes docs/benchmarks.md.

Only ratios within one run mean anything. Everything is interleaved (A B A B), medians are taken, and the share of the machine
that other work took is told. Nothing is written to the page when a job fails."""
import argparse, json, os, re, shutil, statistics, subprocess, sys, tempfile, time

import compare
import hearing
import ledger_run
import links
import two_files

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--shared", required=True)
p.add_argument("--bench", required=True)
p.add_argument("--gatehouse")
p.add_argument("--runs", type=int, default=3)
p.add_argument("--seconds", type=float, default=4)
p.add_argument("--codes", type=int, default=1_000_000)
p.add_argument("--invitations", type=int, default=1_000_000, help="of the comparison")
p.add_argument("--noise", type=float, default=0.10, help="runs with more other work than this are taken again")
p.add_argument("--retries", type=int, default=20)
p.add_argument("--only", nargs="+", metavar="JOB", help="imports links allocations vendors files ledger hearing start compare: these alone, and no page")
p.add_argument("--page", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "docs", "benchmarks.md"))
a = p.parse_args()
# Some of them run in folders of their own.
a.shared, a.bench, a.gatehouse = map(os.path.abspath, (a.shared, a.bench, a.gatehouse))
peers, gatehouse = os.path.join(a.shared, "bench"), a.gatehouse
sys.path.insert(0, peers)
import quiet

rows, notes = [], []
worst = 0.0


def run(cmd, env=None, **more):
    r = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ, **(env or {})), **more)
    if r.returncode:
        raise SystemExit(f"bench: {cmd} failed: {r.stderr[-600:]}")
    return r.stdout


def row(what, figure, beside, ratio, goal, met):
    rows.append((what, figure, beside, ratio, goal, "" if not goal else "met" if met else "**not met**"))
    print("|", " | ".join(rows[-1]), "|", flush=True)


def database(path):
    for end in ("", "-wal", "-shm"):
        if os.path.exists(path + end):
            os.unlink(path + end)
    return "sqlite:" + path


def measured(title, base, commands, out, runs=None, warmup=0, limit=60):
    """measure.py's medians by label; what takes longer than `limit` seconds is run once."""
    cmd = [sys.executable, os.path.join(peers, "measure.py"), "--runs", str(runs or a.runs), "--warmup", str(warmup), "--limit", str(limit),
           "--noise", str(a.noise), "--retries", str(a.retries), "--base", base, "--json", out, "--title", title]
    print(run(cmd + [f"{label}={command}" for label, command in commands.items()]), flush=True)
    results = json.load(open(out))["results"]
    missing = set(commands) - set(results)
    if missing:
        raise SystemExit(f"bench: failed: {', '.join(missing)}")
    global worst
    worst = max([worst] + [r["others"] for r in results.values()])
    return results


def alternating(jobs):
    """Each job in turn, `runs` times; all answers by name."""
    answers = {name: [] for name in jobs}
    for _ in range(a.runs):
        for name, job in jobs.items():
            quiet.wait(a.noise, limit=30)
            answers[name].append(job())
            print(f"  {name}: {answers[name][-1]}", flush=True)
    return answers


def paired(over, under, key="alloc_s"):
    """The median of the ratios round by round."""
    return statistics.median(x[key] / y[key] for x, y in zip(over, under))


def middle(answers, key="alloc_s"):
    return statistics.median(x[key] for x in answers)


class Postgres:
    """A private cluster of the peers' own script, and databases in it."""

    def __init__(self, folder):
        self.folder = folder
        said = run([os.path.join(peers, "pg.sh"), "start", folder]).strip().splitlines()[-1]
        self.env = dict(w.split("=", 1) for w in said.split())
        self.number = 0

    def fresh(self):
        self.number += 1
        name = f"bench{self.number}"
        self.sql(f"DROP DATABASE IF EXISTS {name}")
        self.sql(f"CREATE DATABASE {name}")
        return name

    def address(self, name):
        return f"postgresql:///{name}?host={self.folder}&user={self.env['PGUSER']}"

    def sql(self, text, name="postgres"):
        return run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", text], dict(self.env, PGDATABASE=name)).strip()

    def stop(self):
        run([os.path.join(peers, "pg.sh"), "stop", self.folder])


def codes(w, name, count):
    """The folder with a file of so many codes."""
    if not os.path.exists(f"{w}/{name}/codes.csv"):
        run([sys.executable, os.path.join(peers, "generate.py"), "codes", "--out", f"{w}/{name}", "--n", str(count)])
    return f"{w}/{name}"


def imports(w, pg):
    for name, count in (("codes", a.codes), ("codes3", 3 * a.codes)):
        codes(w, name, count)
    want = json.load(open(f"{w}/codes/codes-expected.json"))["accepted"]
    want3 = json.load(open(f"{w}/codes3/codes-expected.json"))["accepted"]
    csv, rejects, db = f"{w}/codes/codes.csv", f"{w}/rejects.csv", f"{w}/import.db"
    check = lambda n: f"grep -q 'accepted {n}'"
    clean = f"rm -f {db} {db}-wal {db}-shm; "
    mine, staged, large = "Gatehouse", "sqlite3 .import, staged and checked", "Gatehouse, a file three times as large"
    r = measured(f"import of {a.codes} codes, SQLite", staged, {
        staged: clean + f"{peers}/import/sqlite_staged.sh {csv} {db} {rejects} | {check(want)}",
        mine: clean + f"{a.bench} import {csv} sqlite:{db} {rejects} | {check(want)}",
        large: clean + f"{a.bench} import {w}/codes3/codes.csv sqlite:{db} {rejects} | {check(want3)}",
    }, f"{w}/sqlite.json")
    row("Import, SQLite", f"{r[mine]['wall']:.2f} s", f"{r[staged]['wall']:.2f} s sqlite3 staged and checked", f"{r[mine]['ratio']:.2f}", "≤ 1.0", r[mine]["ratio"] <= 1)
    row("Import, peak memory", f"{r[mine]['peak_mib']:.0f} MiB", f"{r[large]['peak_mib']:.0f} MiB for a file three times as large", "", "< 200 MB, flat",
        max(r[mine]["peak_mib"], r[large]["peak_mib"]) * 1.048576 < 200)
    if not pg:
        return
    os.chmod(f"{w}/codes", 0o755)
    say = " ".join(f"{k}={v}" for k, v in pg.env.items())
    checked, plain = "PostgreSQL COPY, staged and checked", "PostgreSQL COPY, unique, no checks"
    again = f"{say} psql -X -q -c 'DROP DATABASE IF EXISTS gate' -c 'CREATE DATABASE gate' >/dev/null; "
    peer = lambda file, more: f"{say} {sys.executable} {peers}/import/postgres_import.py {file} {rejects} {more} | {check(want)}"
    r = measured(f"import of {a.codes} codes, PostgreSQL", plain, {
        plain: peer(f"{w}/codes/codes-clean.csv", "raw"), checked: peer(csv, ""),
        mine: again + f"{a.bench} import {csv} '{pg.address('gate')}' {rejects} | {check(want)}",
    }, f"{w}/postgres.json")
    for other, most, goal in ((checked, 1.0, "< 1.0"), (plain, 2.0, "≤ 2.0")):
        ratio = r[mine]["wall"] / r[other]["wall"]
        row("Import, PostgreSQL", f"{r[mine]['wall']:.2f} s", f"{r[other]['wall']:.2f} s {other[11:]}", f"{ratio:.2f}", goal, ratio <= most)


def allocations(w, pg):
    db = f"{w}/alloc.db"
    own = lambda *words: json.loads(run([a.bench, *map(str, words)]).strip().splitlines()[-1])
    one = lambda callers, codes: lambda: own("one", database(db), callers, a.seconds, codes)
    r = alternating({
        "many": lambda: own("many", database(db), 100_000), 1: one(1, 60_000), 16: one(16, 200_000), 64: one(64, 300_000),
        "last": lambda: own("one", database(db), 64, 60, 3000),
    })
    rate = middle(r["many"])
    row("100,000 people in one command, SQLite", f"{rate:,.0f}/s", "", "", "≥ 20,000/s", rate >= 20_000)
    row("One by one, 1 caller, SQLite FULL", f"{middle(r[1]):,.0f}/s", "", "", "", True)
    for callers, least in ((16, 4), (64, 7)):
        ratio = paired(r[callers], r[1])
        row(f"One by one, {callers} callers, SQLite FULL", f"{middle(r[callers]):,.0f}/s", f"{middle(r[1]):,.0f}/s by 1 caller", f"{ratio:.1f}", f"≥ {least}", ratio >= least)
        fair = statistics.median(x["least"] / x["most"] for x in r[callers])
        row(f"… least to most served of {callers}", f"{fair:.2f}", "", "", "≥ 0.9", fair >= 0.9)
    row("Down to the last of 3,000 codes, 64 callers", "each code once, no refusal before the last", "", "", "never twice, never spurious",
        all(x["codes"] == 3000 for x in r["last"]))
    if not pg:
        return

    def theirs():
        name = pg.fresh()
        run([a.bench, "pick", pg.address(name), "16", "0", str(150_000)])
        pg.sql("VACUUM ANALYZE credentials", name)
        pg.sql("CHECKPOINT")
        supply = pg.sql("SELECT number FROM supplies", name)
        sql = os.path.join(os.path.dirname(os.path.abspath(__file__)), "taking.sql")
        out = run(["pgbench", "-n", "-M", "prepared", "-c", "16", "-j", "1", "-T", str(int(a.seconds)), "-D", f"supply={supply}", "-f", sql, name], pg.env)
        return dict(alloc_s=float(re.search(r"tps = ([\d.]+)", out)[1]))

    r = alternating({
        "pgbench": theirs, "pick": lambda: own("pick", pg.address(pg.fresh()), 16, a.seconds, 150_000),
        "one": lambda: own("one", pg.address(pg.fresh()), 16, a.seconds, 100_000),
    })
    for name, what in (("pick", "The bare statement, 16 connections of our pool"), ("one", "Whole commands, 16 callers")):
        ratio = paired(r[name], r["pgbench"])
        row(f"{what}, PostgreSQL", f"{middle(r[name]):,.0f}/s", f"{middle(r['pgbench']):,.0f}/s pgbench, the same statement, 16 connections", f"{ratio:.2f}", "≥ 0.9", ratio >= 0.9)


def vendors(w):
    """Planning over four vendors, and a whole snapshot over HTTP from the sandbox in a process of its own."""
    plan = lambda: json.loads(run([a.bench, "plan", database(f"{w}/plan.db"), "10000"]).strip().splitlines()[-1])
    seconds = middle(alternating({"plan": plan})["plan"], "plan_s")
    row("Splitting and planning 10,000 people over four supplies", f"{seconds:.2f} s", "", "", "< 1 s", seconds < 1)

    def snapshot(count):
        folder = f"{w}/vendor-{count}"
        shutil.rmtree(folder, ignore_errors=True)
        with subprocess.Popen([a.bench, "vendor", folder, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as vendor:
            try:
                said = json.loads(vendor.stdout.readline())
                return json.loads(run([a.bench, "snapshot", said["base_url"], said["token"]]).strip().splitlines()[-1])
            finally:
                vendor.stdin.close()

    r = alternating({count: lambda count=count: snapshot(count) for count in (100_000, 300_000)})
    rate = middle(r[100_000], "records_s")
    row("Snapshot of 100,000 items over HTTP, read and checked page by page", f"{rate:,.0f}/s", "", "", "≥ 20,000/s", rate >= 20_000)
    small, large = (middle(r[count], "peak_mib") for count in (100_000, 300_000))
    row("… peak memory", f"{small:.0f} MiB", f"{large:.0f} MiB for 300,000 items", f"{large / small:.2f}", "flat", large < 1.1 * small)


def files(w):
    if a.gatehouse and os.path.exists(a.gatehouse):
        two_files.TwoFiles(sys.modules[__name__], w).measure()


def ledger(w, pg):
    run = ledger_run.LedgerRun(sys.modules[__name__], w, pg)
    run.measure()
    run.measure_snapshots()


def start(w):
    if not a.gatehouse or not os.path.exists(a.gatehouse):
        notes.append("The start of `gatehouse status` was not measured: the command was not built.")
        return
    home = f"{w}/home"
    shutil.rmtree(home, ignore_errors=True)
    os.makedirs(home)
    ready = subprocess.run([a.gatehouse, "init"], cwd=home, env=dict(os.environ, HOME=home), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    times = []
    for _ in range(15):
        t = time.monotonic()
        r = subprocess.run([a.gatehouse, "status"], cwd=home, env=dict(os.environ, HOME=home), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        times.append((time.monotonic() - t) * 1000)
    if ready.returncode or r.returncode:
        notes.append(f"The start of `gatehouse status` was not measured: {(ready.stderr + r.stderr).strip()[:160]}")
        return
    ms = statistics.median(times)
    row("Start of `gatehouse status`, empty database", f"{ms:.0f} ms", "", "", "< 100 ms", ms < 100)


def page():
    cpu = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read())
    with open(a.page, "w") as f:
        f.write("# Benchmarks\n\nWritten by `make bench` from one run. Only the ratios mean anything elsewhere; goals are those of the first landing.\n\n")
        f.write(f"Machine: {os.cpu_count()} cores, {cpu[1] if cpu else 'unknown'}; {a.runs} runs each, interleaved, medians; "
                f"other work took up to {worst:.0%} of the machine in the runs that were kept (load average {os.getloadavg()[1]:.1f}).\n\n")
        f.write("| what | Gatehouse | beside | ratio | goal | |\n|---|---|---|---|---|---|\n")
        for r in rows:
            f.write("| " + " | ".join(r) + " |\n")
        for n in notes:
            f.write(f"\n{n}\n")
        f.write("\nImport: every code checked by pattern, assessment, day and against all codes known, sealed with AES-GCM, found by a keyed hash, and "
                "durable (`synchronous=FULL`); the other tools keep codes readable, and the sqlite3 shell commits with NORMAL. An allocation is a whole "
                "command: idempotency key, command, invitation, entitlement, acts, audit link and outbox.\n")


work = os.environ.get("BENCH_FOLDER") or tempfile.mkdtemp(prefix="gatehouse-bench-")
os.makedirs(work, exist_ok=True)
os.chmod(work, 0o755)
pg = None
try:
    if shutil.which("pgbench") and shutil.which("psql"):
        pg = Postgres(os.path.join(work, "pg"))
    else:
        notes.append("PostgreSQL's programs are not installed: its lines were left out.")
    jobs = {"imports": lambda: imports(work, pg),
            "links": lambda: links.measure(sys.modules[__name__], work, codes(work, "codes", a.codes)), "allocations": lambda: allocations(work, pg), "vendors": lambda: vendors(work),
            "files": lambda: files(work), "ledger": lambda: ledger(work, pg), "hearing": lambda: hearing.measure(sys.modules[__name__], work), "start": lambda: start(work),
            "compare": lambda: compare.measure(sys.modules[__name__], work, pg)}
    for name in a.only or jobs:
        jobs[name]()
    if not a.only:
        page()
finally:
    if pg:
        pg.stop()
    if not os.environ.get("BENCH_FOLDER"):
        shutil.rmtree(work, ignore_errors=True)
