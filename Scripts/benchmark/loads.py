"""The two load generators: wrk for HTTP, pgbench for the statements alone."""
import os
import random
import re
import subprocess
from pathlib import Path

import workloads

HERE = Path(__file__).resolve().parent


class Wrk:
    """Requests of one workload to one server, each about an organization drawn at random."""

    def __init__(self, name, workload, port, folder, connections=32, path="/graphql"):
        self.name, self.port, self.connections = name, port, connections
        self.file = Path(folder) / f"{name}.requests"
        if not self.file.exists():
            self.file.write_text("\0".join(
                workload.request(random.randint(1, workloads.ORGANIZATIONS), f"127.0.0.1:{port}", path)
                for _ in range(3000)
            ))

    def run(self, seconds, rate=None):
        """Requests a second, and milliseconds. `rate`: so many a second instead of as many as possible."""
        environment = {**os.environ, "REQUESTS": str(self.file), "LUA": str(HERE / "requests.lua"),
                       "CONNECTIONS": str(self.connections), "RATE": str(rate)}
        run = subprocess.run(
            ["wrk", "-t1", f"-c{self.connections}", f"-d{seconds}s", "--timeout", "10s",
             "-s", HERE / ("paced.lua" if rate else "requests.lua"), f"http://127.0.0.1:{self.port}/"],
            env=environment, capture_output=True, text=True, check=True,
        )
        rps, p50, p99, errors = map(float, re.search(r"RESULT (\S+) (\S+) (\S+) (\d+)", run.stdout).groups())
        return {"rps": rps, "p50": p50, "p99": p99, "errors": int(errors)}


class Pgbench:
    """Scripts drawn at random, one transaction for what one request does."""

    def __init__(self, name, cluster, scripts, folder, variables={}, role=None, clients=4, database="bench"):
        self.name, self.cluster, self.clients, self.role, self.database = name, cluster, clients, role, database
        self.folder = Path(folder)
        self.arguments = [f"-D{key}={value}" for key, value in variables.items()]
        for index, text in enumerate(scripts):
            path = self.folder / f"{name}-{index}.sql"
            path.write_text(text)
            self.arguments += ["-f", str(path)]

    def run(self, seconds):
        options = f"-c search_path=gateway,public {f'-c role={self.role}' if self.role else ''}"
        run = subprocess.run(
            ["pgbench", "-h", self.cluster.folder, "-U", "owner", "-n", "-M", "prepared", "-c", str(self.clients), "-j2",
             "-T", str(seconds), "-l", "--log-prefix", self.folder / "times", "--sampling-rate", "0.2",
             *self.arguments, self.database],
            env={**os.environ, "PGOPTIONS": options}, capture_output=True, text=True,
        )
        if run.returncode != 0:
            raise SystemExit(f"pgbench, {self.name}: {run.stderr[-2000:]}")
        times = []
        for log in self.folder.glob("times.*"):
            times += [int(line.split()[2]) / 1e3 for line in log.read_text().splitlines()]
            log.unlink()
        times.sort()
        tps = float(re.search(r"tps = (\S+)", run.stdout)[1])
        return {"rps": tps, "p50": times[len(times) // 2], "p99": times[int(len(times) * 0.99)], "errors": 0}
