"""How fast a list of a million rows becomes a file, against `psql \\copy` of the same view, and in how much memory.

    python3 Scripts/benchmark/exports.py [--keep FOLDER] [--rows 1000000] [--rounds 3]

Needs a release build (Scripts/build), and LibreOffice for the check of the workbook (left out without it). FOLDER: a data
set that Scripts/bench has kept; else one is made. Rounds are interleaved; medians are told.
"""
import argparse
import csv
import http.client
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import usage
import workloads
from servers import Cluster, Gateway, REPOSITORY, say

FIELDS = {
    "orderNumber": "order_number", "lineNumber": "line_number", "orderedAt": "ordered_at", "status": "status",
    "purchaseReference": "purchase_reference", "agreementNumber": "agreement_number", "partNumber": "part_number",
    "productName": "product_name", "family": "family", "quantity": "quantity", "unitPrice": "unit_price",
    "amount": "amount", "currency": "currency",
}
QUERY = "{ reports { orderHistory { nodes { %s } } } }" % " ".join(FIELDS)
TENANT = "SET ROLE business_center_gateway; SET search_path = gateway; SET gateway.organization_id = '1';"


def fill(cluster, rows):
    """Orders of five lines for the first organization, until its history has so many rows."""
    cluster.sql(f"""
        SET search_path = gateway;
        SELECT set_config('gateway.organization_id', '1', false);
        CREATE TEMPORARY TABLE made AS SELECT n,
            (SELECT array_agg(id) FROM agreement WHERE organization_id = 1) AS agreements,
            (SELECT array_agg(id) FROM product) AS products
        FROM generate_series(1, ({rows} - (SELECT count(*) FROM order_line WHERE organization_id = 1)) / 5) n;
        INSERT INTO purchase_order (organization_id, id, agreement_id, number, status, ordered_at, purchase_reference, currency,
            total)
        SELECT 1, 100000000 + n, agreements[1 + n % array_length(agreements, 1)], 'EXPORT-' || n, 'INVOICED',
            timestamptz '2020-01-01' + n * interval '10 minutes', CASE WHEN n % 3 = 0 THEN 'REF "' || n || '", Süd' END, 'EUR', 0
        FROM made;
        INSERT INTO order_line (organization_id, order_id, line_number, product_id, quantity, unit_price)
        SELECT 1, 100000000 + n, line, products[1 + (n + line) % array_length(products, 1)], 1 + n % 400, n % 100000 / 100.0
        FROM made, generate_series(1, 5) line;
        ANALYZE purchase_order; ANALYZE order_line;
    """, "exports")


def export(gateway, format, path):
    """Writes the file; seconds, and MiB that the gateway grew by at most."""
    usage.reset_peak(gateway.pid)
    before = usage.peak(gateway.pid)
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=600)
    connection.request("POST", f"/graphql?format={format}", json.dumps({"query": QUERY}), {
        "Content-Type": "application/json", "Authorization": "Bearer " + workloads.token(1)})
    answer = connection.getresponse()
    with open(path, "wb") as file:
        shutil.copyfileobj(answer, file, 1 << 16)
    if answer.status != 200:
        sys.exit(path.read_text()[:800])
    return time.monotonic() - began, usage.peak(gateway.pid) - before


def copy(cluster, path):
    began = time.monotonic()
    cluster.sql(f"{TENANT}\n\\copy (SELECT {', '.join(FIELDS.values())} FROM order_history) TO '{path}' CSV HEADER", "exports")
    return time.monotonic() - began


def check(folder, rows):
    with open(folder / "export.csv", newline="") as file:
        lines = list(csv.reader(file))
    print(f"CSV: {len(lines) - 1:,} rows, {'the header and every row have' if {len(l) for l in lines} == {len(FIELDS)} else 'NOT ALL HAVE'}"
          f" {len(FIELDS)} values")
    with open(folder / "export.ndjson") as file:
        parsed = sum(set(json.loads(line)) == set(FIELDS) for line in file)
    print(f"NDJSON: {parsed:,} lines parse and have all fields")
    office = shutil.which("soffice")
    if office is None:
        return print("XLSX: not opened, there is no LibreOffice")
    subprocess.run([office, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1",
                    "--outdir", folder / "opened", folder / "export.xlsx"], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})
    opened = next((folder / "opened").glob("*.csv"))
    with open(opened, newline="", encoding="utf-8") as file:
        cells = list(csv.reader(file))
    print(f"XLSX: LibreOffice opens {len(cells) - 1:,} rows; the first: {cells[1]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gateway", default=REPOSITORY / ".build/release/gateway")
    parser.add_argument("--keep", metavar="FOLDER")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    folder = Path(options.keep or tempfile.mkdtemp(prefix="gateway-exports-"))
    cluster = Cluster(folder)
    cluster.start()
    try:
        cluster.load_sample(options.gateway)
        cluster.sql("DROP DATABASE IF EXISTS exports", "postgres")
        cluster.begin_sessions()
        cluster.sql("CREATE DATABASE exports TEMPLATE bench", "postgres")
        subprocess.run([options.gateway, "migrate", "--database", cluster.address("exports"),
                        "--migrations", REPOSITORY / "Migrations"], check=True)
        say(f"Making {options.rows:,} rows")
        fill(cluster, options.rows)
        files = Path(tempfile.mkdtemp(prefix="gateway-exports-", dir="/tmp"))
        files.chmod(0o777)
        gateway = Gateway(options.gateway, cluster.address("exports"), files, 9304)
        try:
            copied, seconds, grown = [], {}, {}
            for _ in range(options.rounds):
                copied.append(copy(cluster, files / "copy.csv"))
                for format in ("csv", "ndjson", "xlsx"):
                    took, more = export(gateway, format, files / f"export.{format}")
                    seconds.setdefault(format, []).append(took)
                    grown.setdefault(format, []).append(more)
        finally:
            gateway.stop()
        base = statistics.median(copied)
        print(f"psql \\copy: {base:.2f} s, {(files / 'copy.csv').stat().st_size >> 20} MiB")
        for format, took in seconds.items():
            median = statistics.median(took)
            print(f"{format}: {median:.2f} s, {base / median:.2f} of the speed of \\copy ({min(took):.2f}–{max(took):.2f} s), "
                  f"{(files / f'export.{format}').stat().st_size >> 20} MiB; the gateway grew by {max(grown[format]):.1f} MiB at most")
        check(files, options.rows)
        shutil.rmtree(files)
    finally:
        cluster.stop()


main()
