"""Puts the gateway into the rounds of the peers' own benchmark, on their data.

    python3 Scripts/benchmark/peers/run.py FOLDER [--open] [options of its bench.py]

FOLDER holds the peers, prepared by its setup.sh; PostgreSQL is found through PGHOST, PGPORT, PGUSER, PGDATABASE.

The gateway checks a session and sets the tenant for each request; the peers do as they are told. With --open it does the
same work as they do: nobody signs in, and the organization is a filter of the query (in a database of its own, PGDATABASE
with `_open` behind it).
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
sys.path.insert(0, str(HERE.parent))

# The benchmark's templates get two more names: an organization's token, and its number as a JSON number.
TEMPLATES = """
from workloads import token
_fill = fill
def fill(text, i):
    return _fill(text.replace('"%ORG#%"', "%ORG%"), i).replace("%TOKEN%", token(1 + i % 1000))
"""

OF_AN_ORGANIZATION = 'query A($n:Int,$org:Int!){ agreements(first:$n, filter:{organizationId:{eq:$org}})'
WITHOUT_ROW_SECURITY = "".join(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY;"
                               for name in ("agreement", "purchase_order", "order_line"))


def open_schema(folder):
    """Tables without a tenant, which everybody may read."""
    text = (HERE / "Schema/peers.graphql").read_text()
    text = re.sub(r'@table\(name: "(\w+)"\)', r'@table(name: "\1", tenant: null)', text)
    text = text.replace(" @requires(permission: READ)", "").replace("  title: String!", "  title: String!\n  organizationId: Int!")
    (folder / "peers.graphql").write_text(text)


def open_queries(file):
    """The same questions, with the organization in them."""
    queries = json.loads((HERE / "queries.json").read_text())
    del queries["headers"]["Authorization"]
    for name in ("flat", "nested"):
        query = queries[name]
        query["query"] = re.sub(r"query \w\(\$n:Int\)\{ agreements\(first:\$n\)", OF_AN_ORGANIZATION, query["query"])
        query["variables"]["org"] = "%ORG#%"
    file.write_text(json.dumps(queries))


def address(database):
    return " ".join(f"{name}={os.environ[key]}" for name, key in (
        ("host", "PGHOST"), ("port", "PGPORT"), ("user", "PGUSER")) if key in os.environ) + f" dbname={database}"


folder = Path(sys.argv[1]).resolve()
options = [option for option in sys.argv[2:] if option != "--open"]
program = os.environ.get("GATEWAY", REPOSITORY / ".build/release/gateway")
database = os.environ.get("PGDATABASE", "postgres")
schema, queries, migrations = HERE / "Schema", HERE / "queries.json", HERE / "Migrations"
if len(options) < len(sys.argv[2:]):
    made = Path(tempfile.mkdtemp(prefix="gateway-peers-"))
    (made / "Schema").mkdir()
    schema, queries = made / "Schema", made / "queries.json"
    open_schema(schema)
    open_queries(queries)
    template, database = database, database + "_open"
    for at, sql in (("template1", f"DROP DATABASE IF EXISTS {database}"),
                    ("template1", f"CREATE DATABASE {database} TEMPLATE {template}")):
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-c", sql, at], check=True)
    subprocess.run([program, "migrate", "--database", address(database), "--database-schema", "public",
                    "--migrations", migrations], check=True)
    subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-c", WITHOUT_ROW_SECURITY, database], check=True)
command = (f"{program} serve --database '{address(database)}' --database-schema public --listen 127.0.0.1:9109 "
           f"--schema {schema} --migrations {migrations} --data /tmp/gateway-peers "
           "--log-level warning --introspection everyone --mail-threads 0")
sys.argv = ["bench.py", "--gateway", "http://127.0.0.1:9109/graphql", "--gateway-cmd", command,
            "--queries", str(queries), *options]
source = (folder / "bench.py").read_text().replace("\nmain()\n", f"\n{TEMPLATES}\nmain()\n")
exec(compile(source, folder / "bench.py", "exec"), {"__file__": str(folder / "bench.py"), "__name__": "__main__"})
