"""What vendors tell beyond where somebody stands: results taken in, webhooks heard. No goals; so that a change shows."""
import json


def measure(tools, folder):
    def own(*words):
        return json.loads(tools.run([tools.a.bench, *map(str, words)]).strip().splitlines()[-1])

    def results(count):
        address = tools.database(f"{folder}/results.db")
        own("completed", address, count)
        return own("results", address, count), own("results", address, count)

    r = tools.alternating({count: lambda count=count: results(count) for count in (100_000, 300_000)})
    first, again = ({n: [x[i] for x in r[n]] for n in r} for i in (0, 1))
    tools.row("Results of 100,000 who completed, matched, sealed and kept, SQLite FULL", f"{tools.middle(first[100_000], 'results_s'):,.0f}/s",
              f"{tools.middle(again[100_000], 'results_s'):,.0f}/s when nothing is new", "", "", True)
    small, large = (tools.middle(first[n], "peak_mib") for n in (100_000, 300_000))
    tools.row("… peak memory", f"{small:.0f} MiB", f"{large:.0f} MiB for 300,000", f"{large / small:.2f}", "", True)
    r = tools.alternating({"hooks": lambda: own("hooks", tools.database(f"{folder}/hooks.db"), 16, tools.a.seconds)})
    tools.row("Webhooks heard, each kept before it is answered, 16 callers, SQLite FULL", f"{tools.middle(r['hooks'], 'heard_s'):,.0f}/s",
              f"{tools.middle(r['hooks'], 'judged_s'):,.0f}/s judged beside it", "", "", True)
