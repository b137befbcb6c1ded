"""Reconciliation from the ledger: a million invitations against a vendor's file, stored, beside DuckDB's join of the two files; and
a snapshot over HTTP into a stored run."""
import json, os, shutil, subprocess

import two_files


class LedgerRun:
    def __init__(self, tools, folder, pg):
        self.tools, self.folder, self.pg = tools, folder, pg
        self.files = two_files.TwoFiles(tools, folder)

    def own(self, *words):
        return json.loads(self.tools.run([self.tools.a.bench, *map(str, words)]).strip().splitlines()[-1])

    def duckdb(self, data):
        out = f"{self.folder}/duck.csv"
        r = self.tools.measured("two files in DuckDB", "DuckDB", {
            "DuckDB": f"exec {self.files.python} {self.files.peers}/duckdb_join.py {data}/ledger.csv {data}/vendor.csv {out} code-bundles"}, f"{self.folder}/duck.json")
        return r["DuckDB"]

    def sqlite(self, data):
        full, db = f"{self.folder}/ledger-full.db", f"{self.folder}/ledger-run.db"
        if not os.path.exists(full):
            self.own("ledger", f"{data}/ledger.csv", self.tools.database(full))
        address = self.tools.database(db)
        for end in ("", "-wal"):
            if os.path.exists(full + end):
                shutil.copyfile(full + end, db + end)
                # Else the run's own commit waits until a gigabyte of the copy is on the disk.
                with open(db + end, "rb+") as copy:
                    os.fsync(copy.fileno())
        return [self.own("reconcile", f"{self.folder}/vendor-exported.csv", address) for _ in range(2)]

    def postgres(self, data):
        if not getattr(self, "full", None):
            self.full = self.pg.fresh()
            self.own("ledger", f"{data}/ledger.csv", self.pg.address(self.full))
            self.pg.sql("VACUUM ANALYZE", self.full)
        name = self.pg.fresh()
        self.pg.sql(f"DROP DATABASE {name}")
        self.pg.sql(f"CREATE DATABASE {name} TEMPLATE {self.full}")
        answers = [self.own("reconcile", f"{self.folder}/vendor-exported.csv", self.pg.address(name)) for _ in range(2)]
        self.pg.sql(f"DROP DATABASE {name}")
        return answers

    def measure(self):
        row = self.tools.row
        data = self.files.data("code-bundles", 1_000_000)
        # What the ledger has of a bundle was exported from it, and that is a handing out to this vendor.
        self.tools.run(["sh", "-c", f"sed 's/,available,/,distributed,/' {data}/vendor.csv > {self.folder}/vendor-exported.csv"])
        duck = self.duckdb(data)
        jobs = {"SQLite": lambda: self.sqlite(data)}
        if self.pg:
            jobs["PostgreSQL"] = lambda: self.postgres(data)
        r = self.tools.alternating(jobs)
        expected = json.load(open(f"{data}/expected.json"))["counts"]
        for name, most in (("SQLite", 2), ("PostgreSQL", 3)):
            if name not in r:
                continue
            first, second = ([x[i] for x in r[name]] for i in (0, 1))
            for x in first + second:
                found = (x["counts"].get("recipient_mismatch"), x["counts"].get("unknown_at_gateway"), x["absent"])
                if found != (expected["recipient_mismatch"], expected["unknown_at_gateway"], expected["missing_at_vendor"]):
                    raise SystemExit(f"bench: {name} found {found} of {expected}")
            took, again = (self.tools.middle(x, "seconds") for x in (first, second))
            row(f"1,000,000 invitations in {name} against a file of 1,000,000 rows, stored", f"{took:.2f} s", f"{duck['wall']:.2f} s DuckDB, two files",
                f"{took / duck['wall']:.2f}", f"≤ {most}", took <= most * duck["wall"])
            row("… peak memory", f"{self.tools.middle(first, 'peak_mib'):.0f} MiB", f"{duck['peak_mib']:.0f} MiB DuckDB", "", "", True)
            row("… again, with nothing new", f"{again:.2f} s", f"{took:.2f} s the first time", f"{again / took:.2f}", "≤ 1", again <= took)

    def snapshots(self, count):
        """A vendor of so many keys, whom the ledger knows, asked for everything and reconciled, several times."""
        folder = f"{self.folder}/vendor-run-{count}"
        shutil.rmtree(folder, ignore_errors=True)
        with subprocess.Popen([self.tools.a.bench, "vendor", folder, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as vendor:
            try:
                said = json.loads(vendor.stdout.readline())
                address = self.tools.database(f"{self.folder}/snapshot.db")
                self.own("known", said["base_url"], said["token"], address)
                return self.tools.alternating({count: lambda: self.own("pull", address)})[count]
            finally:
                vendor.stdin.close()

    def measure_snapshots(self):
        r = {count: self.snapshots(count) for count in (100_000, 300_000)}
        rate = self.tools.middle(r[100_000], "records_s")
        self.tools.row("Snapshot of 100,000 items over HTTP, reconciled and stored", f"{rate:,.0f}/s", "", "", "≥ 20,000/s", rate >= 20_000)
        small, large = (self.tools.middle(r[count], "peak_mib") for count in (100_000, 300_000))
        self.tools.row("… peak memory", f"{small:.0f} MiB", f"{large:.0f} MiB for 300,000 items", f"{large / small:.2f}", "flat", large < 1.1 * small)
