"""How long each report's first page takes, with a million order lines over 1,000 organizations; and with as many in one.

    python3 Scripts/benchmark/reports.py [--keep FOLDER] [--gateway PROGRAM]

Needs a release build (Scripts/build). FOLDER: a data set that Scripts/bench has kept; else one is made. Each page of 100 rows
is asked for 20 organizations, or 20 times for the one, one request at a time; the median and the longest are told.
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
from servers import Cluster, Gateway, REPOSITORY, say


# 200 agreements, each in one currency, 200,000 orders and 1,000,000 lines for organization 1.
ONE_LARGE_ORGANIZATION = """
    SET search_path = gateway;
    SET gateway.changes = 'off';
    BEGIN;
    INSERT INTO agreement (organization_id, number, title, status, signed_on, starts_on, ends_on, purchasing_account_id)
    SELECT 1, 'LARGE-' || n, 'Agreement ' || n, 'ACTIVE', '2021-12-01', '2022-01-01', '2031-12-31',
        (SELECT min(id) FROM purchasing_account WHERE organization_id = 1)
    FROM generate_series(1, 200) n;
    INSERT INTO purchase_order (organization_id, agreement_id, number, status, ordered_at, currency, total)
    SELECT 1, a.ids[1 + n % 200], 'LARGE-' || n, CASE n % 33 WHEN 0 THEN 'CANCELLED' ELSE 'INVOICED' END,
        timestamptz '2022-01-03 08:00Z' + (n * 773 % 1780) * interval '1 day' + (n % 40000) * interval '1 second',
        (ARRAY['USD', 'EUR', 'GBP'])[1 + n % 200 % 3], 0
    FROM generate_series(1, 200000) n,
        (SELECT array_agg(id) AS ids FROM agreement WHERE organization_id = 1 AND number LIKE 'LARGE-%') a;
    INSERT INTO order_line (organization_id, order_id, line_number, product_id, quantity, unit_price)
    SELECT 1, o.id, n, p.ids[1 + (o.id * 7 + n * 13) % cardinality(p.ids)], 1 + o.id * n % 250, o.id * 31 % 99900 / 100.0
    FROM purchase_order o, generate_series(1, 5) n, (SELECT array_agg(id) AS ids FROM product) p
    WHERE o.organization_id = 1 AND o.number LIKE 'LARGE-%';
    UPDATE purchase_order o SET total = s.total
    FROM (SELECT order_id, sum(amount) AS total FROM order_line WHERE organization_id = 1 GROUP BY order_id) s
    WHERE o.organization_id = 1 AND o.id = s.order_id;
    COMMIT;
    VACUUM ANALYZE;
"""


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


def measure(program, cluster, database, organizations):
    subprocess.run([program, "migrate", "--database", cluster.address(database), "--migrations", REPOSITORY / "Migrations"],
                   check=True, stdout=subprocess.DEVNULL)
    gateway = Gateway(program, cluster.address(database), tempfile.mkdtemp(), 9305)
    try:
        for name, query in reports(gateway):
            times = []
            for organization in organizations:
                began = time.perf_counter()
                ask(gateway, organization, query)
                times.append((time.perf_counter() - began) * 1000)
            print(f"{name:18} median {statistics.median(times):7.1f} ms, longest {max(times):7.1f} ms"
                  f"{'' if max(times) < 200 else '  OVER 200'}", flush=True)
    finally:
        gateway.stop()


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
        cluster.begin_sessions()
        print("1,000,000 lines over 1,000 organizations")
        measure(options.gateway, cluster, "bench", range(1, 1000, 50))
        if not cluster.has("large"):
            say("Adding 1,000,000 lines of one organization")
            cluster.sql("CREATE DATABASE large TEMPLATE bench", "postgres")
            cluster.sql(ONE_LARGE_ORGANIZATION, "large")
        print("1,000,000 lines in one organization")
        measure(options.gateway, cluster, "large", [1] * 20)
    finally:
        cluster.stop()


main()
