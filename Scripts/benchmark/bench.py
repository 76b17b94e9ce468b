"""Measures the gateway against what it is built on: nginx for HTTP, pgbench for the very statements that it sends.

Everybody runs on this machine in turns, in rounds; figures are medians over the rounds. See --help.
"""
import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import growth
import loads
import record
import usage
import workloads
from servers import Cluster, Gateway, Nginx, REPOSITORY, say

# What a ratio must be at least, and what it is of.
GOALS = [
    ("typename", "gateway", "nginx", 0.7, "{ __typename } against nginx returning the same bytes"),
    ("key", "gateway", "statements", 1.0, "by key against pgbench with the same statements"),
    ("list", "gateway", "statements", 1.0, "10-row list against pgbench with the same statements"),
    ("list", "gateway", "bare", 0.7, "10-row list against pgbench with the list statement alone"),
    ("nested", "gateway", "statements", 0.9, "nested against pgbench with the same statements"),
    ("nested", "gateway", "one-json", 1.4, "nested against pgbench with one statement that builds the JSON"),
    ("filter", "gateway", "statements", None, "filter, order and aggregate against pgbench with the same statements"),
]


def arguments():
    parser = argparse.ArgumentParser(prog="Scripts/bench", description=__doc__)
    parser.add_argument("parts", nargs="*", default=["ratios", "growth", "memory"],
                        help="ratios, growth, memory: all unless given")
    parser.add_argument("--workloads", default=",".join(workloads.WORKLOADS), type=lambda text: text.split(","))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5, help="of each load, after a second of warm-up")
    parser.add_argument("--organizations", type=int, default=1000)
    parser.add_argument("--gateway", default=REPOSITORY / ".build/release/gateway", help="the program to measure")
    parser.add_argument("--keep", metavar="FOLDER", help="where the data set stays, to be used again")
    parser.add_argument("--out", metavar="FILE", help="all figures, as JSON")
    return parser.parse_args()


def prepare(cluster, options):
    cluster.start()
    cluster.load_sample(options.gateway, options.organizations)
    cluster.begin_sessions()


def measure(target, seconds, cluster, pid=None):
    """One load: its figures, with the processor time of the target and of PostgreSQL."""
    target.run(1)
    if pid:
        usage.reset_peak(pid)
    def clocks():
        return usage.busy(), usage.cpu(cluster.pid), usage.cpu(pid) if pid else 0, usage.children()

    before = clocks()
    result = target.run(seconds)
    busy, database, own, load = (b - a for a, b in zip(before, clocks()))
    requests = result["rps"] * seconds
    result["database"], result["load"] = database / requests * 1e6, load / requests * 1e6
    # Processor time of nobody who takes part: distrust a round where it is high.
    result["others"] = (busy - database - own - load) / seconds
    if pid:
        result["own"] = own / requests * 1e6
        result["peak"] = usage.peak(pid)
    return result


def ratios(cluster, gateway, nginx, folder, options):
    """Interleaved rounds of all workloads, each against what it is compared with."""
    targets = []
    for name in options.workloads:
        workload = workloads.WORKLOADS[name]
        targets.append((name, "gateway", loads.Wrk(f"gateway-{name}", workload, gateway.port, folder), gateway.pid))
        if name == "typename":
            targets.append((name, "nginx", loads.Wrk(f"nginx-{name}", workload, nginx.port, folder), nginx.pid))
            continue
        say(f"Recording the statements of `{name}`")
        targets.append((name, "statements", record.pgbench(name, cluster, gateway, workload, folder), None))
    random_organization = "\\set org random(1, 1000)\n"
    for workload, name, file in (("list", "bare", "bare-list.sql"), ("nested", "one-json", "nested.sql")):
        if workload not in options.workloads:
            continue
        text = random_organization + (Path(__file__).parent / file).read_text()
        targets.append((workload, name, loads.Pgbench(name, cluster, [text], folder), None))
    results = {}
    for number in range(options.rounds):
        turn = number % len(targets)
        for workload, name, target, pid in targets[turn:] + targets[:turn]:
            result = measure(target, options.seconds, cluster, pid)
            results.setdefault((workload, name), []).append(result)
            say(f"round {number + 1}  {workload:9}{name:11} {result['rps']:9.0f}/s  p99 {result['p99']:.2f} ms")
    return results


def half_rate(best, gateway, folder, options):
    """The list at half of the highest rate: what callers feel."""
    load = loads.Wrk("half-list", workloads.WORKLOADS["list"], gateway.port, folder)
    rounds = [load.run(options.seconds, best / 2) for _ in range(options.rounds)]
    p99 = median(rounds, "p99")
    print(f"  10-row list at {median(rounds, 'rps'):.0f} requests a second, half of the highest rate: "
          f"p99 {p99:.2f} ms (under 5: {'yes' if p99 < 5 else 'NO'})")
    return rounds


def median(rounds, figure):
    values = [r[figure] for r in rounds if figure in r]
    return statistics.median(values) if values else None


def show(results):
    print(f"\n{'query':10}{'target':12}{'req/s':>9}{'lowest-highest':>17}{'p50 ms':>8}{'p99 ms':>8}"
          f"{'own us':>8}{'pg us':>8}{'load us':>8}{'others':>8}{'MiB':>7}{'errors':>8}")
    for (workload, name), rounds in sorted(results.items(), key=lambda item: list(workloads.WORKLOADS).index(item[0][0])):
        rates = [r["rps"] for r in rounds]
        own, peak = median(rounds, "own"), median(rounds, "peak")
        print(f"{workload:10}{name:12}{statistics.median(rates):9.0f}{f'{min(rates):.0f}-{max(rates):.0f}':>17}"
              f"{median(rounds, 'p50'):8.2f}{median(rounds, 'p99'):8.2f}{own and f'{own:.0f}' or '-':>8}"
              f"{median(rounds, 'database'):8.0f}{median(rounds, 'load'):8.0f}{median(rounds, 'others'):8.2f}{peak and f'{peak:.0f}' or '-':>7}"
              f"{sum(r['errors'] for r in rounds):8}")
    print("\nRatios, round by round, and their medians")
    for workload, ours, theirs, goal, text in GOALS:
        if (workload, ours) not in results or (workload, theirs) not in results:
            continue
        pairs = [a["rps"] / b["rps"] for a, b in zip(results[workload, ours], results[workload, theirs])]
        verdict = "" if goal is None else f"  at least {goal}: {'yes' if statistics.median(pairs) >= goal else 'NO'}"
        print(f"  {statistics.median(pairs):5.2f}  ({min(pairs):.2f}-{max(pairs):.2f})  {text}{verdict}")


def main():
    options = arguments()
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    folder.chmod(0o755)
    cluster = Cluster(Path(options.keep) if options.keep else folder / "postgres")
    running, figures = [], {}
    try:
        prepare(cluster, options)
        if "ratios" in options.parts or "memory" in options.parts:
            running.append(gateway := Gateway(options.gateway, cluster.address(), folder, 9301))
        if "ratios" in options.parts:
            running.append(nginx := Nginx(folder, 9302))
            results = ratios(cluster, gateway, nginx, folder, options)
            show(results)
            figures["ratios"] = {" ".join(key): rounds for key, rounds in results.items()}
            if ("list", "gateway") in results:
                figures["half"] = half_rate(median(results["list", "gateway"], "rps"), gateway, folder, options)
        if "memory" in options.parts:
            figures["memory"] = growth.memory(gateway, folder, options)
        if "growth" in options.parts:
            figures["growth"] = growth.run(cluster, folder, options)
    finally:
        for server in running:
            server.stop()
        cluster.stop()
        shutil.rmtree(folder)
    if options.out:
        Path(options.out).write_text(json.dumps(figures, indent=1))


main()
