"""How long each report's first page takes, with a million order lines over 1,000 organizations.

    python3 Scripts/benchmark/reports.py [--keep FOLDER] [--gateway PROGRAM]

Needs a release build (Scripts/build). FOLDER: a data set that Scripts/bench has kept; else one is made. Each page of 100 rows
is asked for 20 organizations, one request at a time; the median and the longest are told.
"""
import argparse
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import workloads
from servers import Cluster, Gateway, REPOSITORY


def reports(gateway):
    """The fields of `Reports`, each with the plain fields of its rows."""
    lists = ask(gateway, 1, '{ __type(name: "Reports") { fields { name type { name } } } }')["__type"]["fields"]
    for field in lists:
        row = field["type"]["name"].removesuffix("Connection")
        found = ask(gateway, 1, '{ __type(name: "%s") { fields { name type { kind ofType { kind } } } } }' % row)
        kinds = {"SCALAR", "ENUM"}
        leaves = [leaf["name"] for leaf in found["__type"]["fields"]
                  if leaf["type"]["kind"] in kinds or (leaf["type"]["ofType"] or {}).get("kind") in kinds]
        yield field["name"], f"{{ reports {{ {field['name']}(first: 100) {{ nodes {{ {' '.join(leaves)} }} }} }} }}"


def ask(gateway, organization, query):
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=60)
    connection.request("POST", "/graphql", json.dumps({"query": query}), {
        "Content-Type": "application/json", "Authorization": "Bearer " + workloads.token(organization)})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    if "errors" in answer:
        sys.exit(f"{query}\n{answer['errors']}")
    return answer["data"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gateway", default=REPOSITORY / ".build/release/gateway")
    parser.add_argument("--keep", metavar="FOLDER")
    options = parser.parse_args()
    folder = Path(options.keep or tempfile.mkdtemp(prefix="gateway-reports-"))
    cluster = Cluster(folder)
    cluster.start()
    try:
        cluster.load_sample(options.gateway)
        subprocess.run([options.gateway, "migrate", "--database", cluster.address(), "--migrations", REPOSITORY / "Migrations"],
                       check=True, stdout=subprocess.DEVNULL)
        cluster.begin_sessions()
        gateway = Gateway(options.gateway, cluster.address(), tempfile.mkdtemp(), 9305)
        try:
            for name, query in reports(gateway):
                times = []
                for organization in range(1, 1000, 50):
                    began = time.perf_counter()
                    ask(gateway, organization, query)
                    times.append((time.perf_counter() - began) * 1000)
                print(f"{name:18} median {statistics.median(times):7.1f} ms, longest {max(times):7.1f} ms"
                      f"{'' if max(times) < 200 else '  OVER 200'}")
        finally:
            gateway.stop()
    finally:
        cluster.stop()


main()
