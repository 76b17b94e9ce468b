"""How long `gateway import` takes for a million order lines; and that it leaves nothing when it is killed.

    python3 Scripts/benchmark/imports.py [--keep FOLDER] [--lines 1000000]

Needs a release build (Scripts/build). FOLDER: a data set that Scripts/bench has kept; else one is made.
"""
import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from servers import Cluster, REPOSITORY, say

HEADER = ("agreement_number,purchasing_account_number,order_number,status,ordered_at,fulfilled_at,purchase_reference,"
          "currency,line_number,part_number,quantity,unit_price\n")


def write(path, cluster, database, lines):
    """New orders of five lines each, for agreements and products drawn at random."""
    agreements = cluster.sql("SELECT a.number || ',' || p.number FROM gateway.agreement a JOIN gateway.purchasing_account p "
                             "ON p.organization_id = a.organization_id AND p.id = a.purchasing_account_id", database).split()
    parts = cluster.sql("SELECT part_number FROM gateway.product", database).split()
    draw = random.Random(1)
    with open(path, "w") as file:
        file.write(HEADER)
        for number in range(lines // 5):
            agreement, day = draw.choice(agreements), draw.randint(1, 28)
            for line in range(1, 6):
                file.write(f"{agreement},IMPORT-{number},INVOICED,2026-0{1 + number % 9}-{day:02}T10:00:00Z,"
                           f"2026-1{number % 3}-{day:02}T10:00:00Z,REF-{number},EUR,{line},{draw.choice(parts)},"
                           f"{draw.randint(1, 500)},{draw.randint(1, 99999) / 100:.2f}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gateway", default=REPOSITORY / ".build/release/gateway")
    parser.add_argument("--keep", metavar="FOLDER")
    parser.add_argument("--lines", type=int, default=1_000_000)
    options = parser.parse_args()
    folder = Path(options.keep or tempfile.mkdtemp(prefix="gateway-imports-"))
    cluster = Cluster(folder)
    cluster.start()
    try:
        cluster.load_sample(options.gateway)
        cluster.sql("DROP DATABASE IF EXISTS imports", "postgres")
        cluster.sql("CREATE DATABASE imports TEMPLATE bench", "postgres")
        file = folder / "orders.csv"
        write(file, cluster, "imports", options.lines)
        subprocess.run([options.gateway, "migrate", "--database", cluster.address("imports")], check=True)
        command = [options.gateway, "import", "orders", file, "--database", cluster.address("imports")]
        count = "SELECT count(*) FROM gateway.order_line"
        before = cluster.sql(count, "imports")

        say("Killing an import half way")
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(12)
        if process.poll() is not None:
            sys.exit("the import ended before it could be killed: ask for more --lines")
        process.send_signal(signal.SIGKILL)
        process.wait()
        while cluster.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = 'imports' AND pid <> pg_backend_pid()",
                          "imports").strip() != "0":
            time.sleep(0.2)
        print(f"killed after 12 s: {'nothing is left' if cluster.sql(count, 'imports') == before else 'ROWS ARE LEFT'}")

        for name in ("first", "again"):
            began = time.monotonic()
            run = subprocess.run(command, text=True, stdout=subprocess.PIPE)
            seconds = time.monotonic() - began
            print(f"{name}: {run.stdout.strip()} {seconds:.1f} s, {options.lines / seconds:.0f} lines a second")
            if run.returncode != 0:
                sys.exit(run.returncode)
    finally:
        cluster.stop()


main()
