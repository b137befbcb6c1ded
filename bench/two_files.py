"""`gatehouse reconcile files` beside the tools that join two CSV files, and beside a one-thread C++ program; every answer is checked."""
import json, os, shutil, subprocess, sys

KINDS = ("code-bundles", "campaigns", "learner-invites", "key-pool")
PACKAGES = ("duckdb", "pandas", "pyarrow", "datacompy")


def interpreter(folder):
    """A Python that has the other tools: PYTHON, this one, or one made here from PyPI; None when there is none to be had."""
    has = lambda python: subprocess.run([python, "-c", "import " + ", ".join(PACKAGES)], capture_output=True).returncode == 0
    for python in (os.environ.get("PYTHON"), sys.executable):
        if python and has(python):
            return python
    venv = f"{folder}/venv"
    python = f"{venv}/bin/python"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    made = subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], capture_output=True, text=True)
    return python if made.returncode == 0 and has(python) else None


class TwoFiles:
    def __init__(self, tools, folder):
        self.tools, self.folder = tools, folder
        self.python = interpreter(folder)
        self.peers = f"{tools.peers}/recon"
        self.limit = f"{folder}/recon_limit"
        subprocess.run(["g++", "-O2", "-march=x86-64-v2", "-pthread", "-o", self.limit, f"{self.peers}/recon_limit.cpp"], check=True)

    def data(self, kind, count):
        folder = f"{self.folder}/{kind}-{count}"
        if not os.path.exists(f"{folder}/expected.json"):
            self.tools.run([sys.executable, f"{self.tools.peers}/generate.py", "recon", "--out", folder, "--n", str(count), "--vendor", kind])
        return folder

    def compare(self, kind, count, peers):
        """measure.py's medians by label; every file that a tool wrote was compared with the generator's own answer."""
        data = self.data(kind, count)
        ledger, vendor = f"{data}/ledger.csv", f"{data}/vendor.csv"
        out = lambda name: f"{self.folder}/{name}.csv"
        mine = f"{self.tools.gatehouse} reconcile files --provider {kind} --ledger {ledger} --vendor {vendor} --out {out('Gatehouse')} -o json --quiet >/dev/null"
        commands = {"Gatehouse": mine}
        for name, words in (("DuckDB", f"{self.python} {self.peers}/duckdb_join.py"), ("datacompy", f"{self.python} {self.peers}/datacompy_join.py"),
                            ("C++, one thread", self.limit)):
            if name in peers:
                more = " 1" if words == self.limit else ""
                commands[name] = f"exec {words} {ledger} {vendor} '{out(name)}' {kind}{more}"
        for name in commands:
            commands[name] = f"rm -f '{out(name)}'; " + commands[name]
        base = "DuckDB" if "DuckDB" in peers else "Gatehouse"
        results = self.tools.measured(f"{count} x {count} rows, {kind}", base, commands, f"{self.folder}/files.json", runs=5, warmup=1, limit=5)
        for name in commands:
            self.tools.run([sys.executable, f"{self.peers}/check.py", out(name), f"{data}/expected.json"])
            os.unlink(out(name))
        return results

    def measure(self):
        row = self.tools.row
        if not self.python:
            self.tools.notes.append("DuckDB and datacompy could not be had: the lines of `reconcile files` were left out.")
            return
        ratio = lambda mine, other, key="wall": mine[key] / other[key]
        at = lambda n: f"{n // 1000},000" if n < 1_000_000 else f"{n // 1_000_000},000,000"
        for kind in KINDS:
            r = self.compare(kind, 1_000_000, ("DuckDB", "datacompy", "C++, one thread"))
            mine, duck, slow, limit = (r[name] for name in ("Gatehouse", "DuckDB", "datacompy", "C++, one thread"))
            what = f"`reconcile files`, {at(1_000_000)} rows a side, {kind}"
            row(what, f"{mine['wall']:.2f} s", f"{duck['wall']:.2f} s DuckDB", f"{mine['ratio']:.2f}", "≤ 0.6", mine["ratio"] <= 0.6)
            row("… processor time", f"{mine['cpu']:.2f} s", f"{duck['cpu']:.2f} s DuckDB", f"{ratio(mine, duck, 'cpu'):.2f}", "≤ 0.35", ratio(mine, duck, "cpu") <= 0.35)
            row("… peak memory", f"{mine['peak_mib']:.0f} MiB", f"{duck['peak_mib']:.0f} MiB DuckDB", f"{ratio(mine, duck, 'peak_mib'):.2f}", "≤ 0.85", ratio(mine, duck, "peak_mib") <= 0.85)
            row("… against datacompy", f"{mine['wall']:.2f} s", f"{slow['wall']:.1f} s", f"{ratio(slow, mine):.0f} × faster", "≥ 12 ×", ratio(slow, mine) >= 12)
            row("… against C++, one thread", f"{mine['wall']:.2f} s", f"{limit['wall']:.2f} s", f"{ratio(mine, limit):.2f}", "≤ 1.3", ratio(mine, limit) <= 1.3)
            if kind == KINDS[0]:
                million = mine
        for count, goal in ((100_000, 0.25), (5_000_000, 0.65)):
            r = self.compare(KINDS[0], count, ("DuckDB",))
            row(f"`reconcile files`, {at(count)} rows a side", f"{r['Gatehouse']['wall']:.2f} s", f"{r['DuckDB']['wall']:.2f} s DuckDB", f"{r['Gatehouse']['ratio']:.2f}", f"≤ {goal}", r["Gatehouse"]["ratio"] <= goal)
        shutil.rmtree(f"{self.folder}/{KINDS[0]}-5000000", ignore_errors=True)
        r = self.compare(KINDS[0], 10_000_000, ())["Gatehouse"]
        row(f"`reconcile files`, {at(10_000_000)} rows a side, peak memory", f"{r['peak_mib']:.0f} MiB", "", "", "< 1 GB", r["peak_mib"] * 1.048576 < 1000)
        slower = r["wall"] / 10 / million["wall"]
        row("… time per row", f"{r['wall']:.2f} s", f"{million['wall']:.2f} s for {at(1_000_000)}", f"{slower:.2f}", "≤ 1.5", slower <= 1.5)
