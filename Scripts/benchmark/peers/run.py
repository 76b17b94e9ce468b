"""Puts the gateway into the rounds of the peers' own benchmark, on their data.

    python3 Scripts/benchmark/peers/run.py FOLDER [options of its bench.py]

FOLDER holds the peers, prepared by its setup.sh; PostgreSQL is found through PGHOST, PGPORT, PGUSER, PGDATABASE.
"""
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
sys.path.insert(0, str(HERE.parent))

# Tokens are no numbers: the benchmark's templates get one more name.
TOKENS = """
from workloads import token
_fill = fill
def fill(text, i):
    return _fill(text, i).replace("%TOKEN%", token(1 + i % 1000))
"""

folder = Path(sys.argv[1]).resolve()
program = os.environ.get("GATEWAY", REPOSITORY / ".build/release/gateway")
database = " ".join(f"{name}={os.environ[key]}" for name, key in (
    ("host", "PGHOST"), ("port", "PGPORT"), ("user", "PGUSER"), ("dbname", "PGDATABASE")) if key in os.environ)
command = (f"{program} serve --database '{database}' --database-schema public --listen 127.0.0.1:9109 "
           f"--schema {HERE}/Schema --migrations {HERE}/Migrations --data /tmp/gateway-peers "
           "--log-level warning --introspection everyone --mail-threads 0")
sys.argv = ["bench.py", "--gateway", "http://127.0.0.1:9109/graphql", "--gateway-cmd", command,
            "--queries", str(HERE / "queries.json"), *sys.argv[2:]]
source = (folder / "bench.py").read_text().replace("\nmain()\n", f"\n{TOKENS}\nmain()\n")
exec(compile(source, folder / "bench.py", "exec"), {"__file__": str(folder / "bench.py"), "__name__": "__main__"})
