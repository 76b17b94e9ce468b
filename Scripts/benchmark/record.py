"""The statements that the gateway sends, as PostgreSQL logs them, made into scripts for pgbench."""
import json
import random
import re
import sys
import time

import loads
import workloads

SAMPLES = 48
ROLE = "business_center_gateway"


def _executions(cluster, offset):
    """Statements with their parameters, in the order in which the gateway's queries were executed."""
    found = []
    with open(cluster.log) as log:
        log.seek(offset)
        for line in log:
            entry = json.loads(line)
            if match := re.match(r"duration: \S+ ms  execute s\d+: (.*)", entry["message"], re.S):
                values = re.findall(r"\$(\d+) = (NULL|'(?:[^']|'')*')", entry.get("detail", ""))
                found.append((match[1], {int(number): value for number, value in values}))
    return found


def pgbench(name, cluster, gateway, workload, folder):
    """One script for each of some requests: what each of its flushes sent is one pipeline."""
    organizations = random.sample(range(1, workloads.ORGANIZATIONS + 1), SAMPLES)
    # Sessions are looked up once, and that is no part of a request.
    for organization in organizations:
        gateway.ask(workload.request(organization, "bench"))
    offset = cluster.log_statements(True)
    for organization in organizations:
        gateway.ask(workload.request(organization, "bench"))
    time.sleep(0.5)
    cluster.log_statements(False)
    executions = [e for e in _executions(cluster, offset) if "log_min_duration" not in e[0]]
    each, rest = divmod(len(executions), SAMPLES)
    if rest or not each:
        sys.exit(f"{name}: {len(executions)} statements were logged for {SAMPLES} requests")
    scripts, variables = [], {}
    for sample in range(SAMPLES):
        script = ""
        for place, (sql, values) in enumerate(executions[sample * each:(sample + 1) * each]):
            if sql != executions[place][0]:
                sys.exit(f"{name}: requests of one workload sent different statements")
            # The session check opens a flush.
            if "organization_epoch" in sql:
                script += ("\\endpipeline\n" if script else "") + "\\startpipeline\n"
            for number, value in values.items():
                variables[f"p{sample}_{place}_{number}"] = value[1:-1].replace("''", "'")
            text = re.sub(r"\$(\d+)", lambda m: "NULL" if values[int(m[1])] == "NULL" else f":p{sample}_{place}_{m[1]}", sql)
            script += " ".join(text.split()) + ";\n"
        scripts.append(script + "\\endpipeline\n")
    return loads.Pgbench(name, cluster, scripts, folder, variables, role=ROLE)
