"""How the gateway's figures grow: with rows, depth and connections; and how much memory it has at its busiest."""
import shutil
import socket
import statistics
import sys
from pathlib import Path

import loads
import usage
import workloads
from servers import Gateway, REPOSITORY, say


def memory(gateway, folder, options):
    """The peak with 1,000 connections that ask once and then stay idle, and 32 that ask the nested query."""
    request = workloads.WORKLOADS["list"].request(1, "bench").encode()
    idle = []
    for _ in range(1000):
        connection = socket.create_connection(("127.0.0.1", gateway.port))
        connection.sendall(request)
        connection.recv(65536)
        idle.append(connection)
    usage.reset_peak(gateway.pid)
    load = loads.Wrk("memory", workloads.WORKLOADS["nested"], gateway.port, folder)
    result = load.run(options.seconds)
    peak = usage.peak(gateway.pid)
    for connection in idle:
        connection.close()
    print(f"  1,000 idle connections and 32 with the nested query: {peak:.1f} MiB at most "
          f"(under 40: {'yes' if peak < 40 else 'NO'}), {result['rps']:.0f} requests a second")
    return {"peak": peak, **result}


def run(cluster, folder, options):
    schema = Path(folder) / "Schema"
    shutil.copytree(REPOSITORY / "Schema", schema)
    shutil.copy(Path(__file__).parent / "growth.graphql", schema)
    gateway = Gateway(options.gateway, cluster.address(), folder, 9303, schema=schema,
                      arguments=["--page-maximum", "1000", "--rows", "100000"])
    figures = {}
    try:
        loads_of = {
            "rows": [(n, loads.Wrk(f"rows-{n}", workloads.page(n), gateway.port, folder, 8)) for n in (10, 100, 1000)],
            "depth": [(n, loads.Wrk(f"depth-{n}", workloads.depth(n), gateway.port, folder, 8)) for n in range(1, 6)],
            "connections": [(n, loads.Wrk(f"connections-{n}", workloads.WORKLOADS["list"], gateway.port, folder, n))
                            for n in (1, 4, 16, 64, 256, 1000)],
        }
        for what, targets in loads_of.items():
            print(f"\n{what:>12}{'req/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'us/request':>12}{'us/row' if what == 'rows' else '':>9}")
            rounds = {n: [] for n, _ in targets}
            for _ in range(options.rounds):
                for n, target in targets:
                    rounds[n].append(target.run(max(1, options.seconds // 2)))
            for n, results in rounds.items():
                rps = statistics.median(r["rps"] for r in results)
                row = f"{1e6 / rps / n:9.2f}" if what == "rows" else ""
                print(f"{n:12}{rps:9.0f}{statistics.median(r['p50'] for r in results):9.2f}"
                      f"{statistics.median(r['p99'] for r in results):9.2f}{1e6 / rps:12.1f}{row}")
            figures[what] = rounds
    finally:
        gateway.stop()
    return figures
