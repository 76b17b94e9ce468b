"""sgqlc: introspects, generates Python types, and runs a query made of them.   sgqlc.py URL [TOKEN]"""

import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

# Not this file, which has the library's name and whose folder comes first.
sys.path.pop(0)

from sgqlc.endpoint.http import HTTPEndpoint  # noqa: E402
from sgqlc.operation import Operation  # noqa: E402

url, token = sys.argv[1], sys.argv[2:]
headers = {"Authorization": f"Bearer {token[0]}"} if token else {}
with tempfile.TemporaryDirectory() as folder:
    introspection, module = Path(folder, "schema.json"), Path(folder, "schema.py")
    command = [sys.executable, "-P", "-m", "sgqlc.introspection"]
    for name, value in headers.items():
        command += ["-H", f"{name}={value}"]
    subprocess.run([*command, url, str(introspection)], check=True, timeout=60)
    generator = Path(sys.executable).with_name("sgqlc-codegen")
    subprocess.run([generator, "schema", str(introspection), str(module)], check=True, timeout=60)
    spec = importlib.util.spec_from_file_location("schema", module)
    schema = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(schema)

operation = Operation(schema.Query, name="Names")
nodes = operation.products(first=2).nodes()
nodes.id()
nodes.name()
answer = HTTPEndpoint(url, headers)(operation)
assert "errors" not in answer, answer
found = (operation + answer).products.nodes
assert len(found) == 2 and all(node.name for node in found), answer
print("sgqlc: introspected, generated, queried")
