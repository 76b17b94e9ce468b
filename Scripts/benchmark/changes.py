"""Subscribers and changes: whether each is told once, in order, and nobody else's; how soon; what those cost who want one
object each; and what slow readers cost.

    python3 Scripts/benchmark/changes.py [--subscribers 1000] [--rate 100] [--seconds 30]

Needs a release build (Scripts/build). One gateway, organizations with the same number of subscribers each, and four
sessions that change orders. What each subscriber read is held against the change log itself.
"""
import argparse
import json
import re
import resource
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import usage
import workloads
from servers import Cluster, Gateway, REPOSITORY, say

ORDERS = "subscription { orderChanged { order { number status purchaseReference total currency } } }"
ORDER = "subscription ($id: ID) { orderChanged(id: $id) { operation order { number purchaseReference } } }"
AGREEMENTS = "subscription { agreementChanged { agreement { number title notes } } }"
EVENT = re.compile(rb'id: (\d+-\d+)\nevent: next\ndata: (.*)\n')
CHUNK = re.compile(rb"\r\n[0-9a-f]+\r\n|^[0-9a-f]+\r\n")


class Subscriber:
    def __init__(self, port, organization, query, window=None, variables=None):
        self.organization, self.data, self.times = organization, bytearray(), []
        self.socket = socket.socket()
        if window:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.socket.connect(("127.0.0.1", port))
        body = json.dumps({"query": query, "variables": variables})
        self.socket.sendall(
            f"POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n"
            f"Authorization: Bearer {workloads.token(organization)}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )

    def wait(self):
        """Until the stream has begun: what is changed from now on is told."""
        while b"id: " not in self.data:
            piece = self.socket.recv(65536)
            if not piece:
                sys.exit(f"no stream: {self.data.decode()}")
            self.data += piece
        if b"200 OK" not in self.data or b"errors" in self.data:
            sys.exit(self.data.decode())

    def events(self):
        """Ids and data, without heartbeats and what HTTP puts between pieces."""
        head, _, body = bytes(self.data).partition(b"\r\n\r\n")
        return EVENT.findall(CHUNK.sub(b"", body))


class Writers:
    """Sessions that change one row a transaction, at a steady rate."""

    def __init__(self, cluster, statements, rate):
        self.sent = {}
        self.programs = [
            subprocess.Popen(["psql", "-h", cluster.folder, "-U", "owner", "-qAtX", "-v", "ON_ERROR_STOP=1", "bench"],
                             stdin=subprocess.PIPE, text=True, bufsize=1) for _ in range(4)
        ]
        self.thread = threading.Thread(target=self.write, args=(statements, rate))
        self.thread.start()

    def write(self, statements, rate):
        began = time.monotonic()
        for number, statement in enumerate(statements):
            time.sleep(max(0, began + number / rate - time.monotonic()))
            self.sent[number] = time.monotonic()
            self.programs[number % 4].stdin.write(statement + "\n")
        for program in self.programs:
            program.stdin.close()
            program.wait()


def read(subscribers, writers, settle):
    """Reads until nothing has come for a while after the last change."""
    selector = selectors.DefaultSelector()
    for subscriber in subscribers:
        subscriber.socket.setblocking(False)
        selector.register(subscriber.socket, selectors.EVENT_READ, subscriber)
    latest = time.monotonic()
    while writers.thread.is_alive() or time.monotonic() - latest < settle:
        for key, _ in selector.select(0.2):
            now, subscriber = time.monotonic(), key.data
            piece = subscriber.socket.recv(1 << 20)
            if not piece:
                selector.unregister(subscriber.socket)
                continue
            subscriber.data += piece
            if b"event:" in piece:
                subscriber.times.append((now, len(subscriber.data)))
                latest = now


def latencies(subscriber, sent):
    """Milliseconds from a change to the reading of its event."""
    found, place, times = [], 0, iter(subscriber.times)
    now, end = next(times, (None, 0))
    for match in re.finditer(rb'"purchaseReference":"B-(\d+)"', bytes(subscriber.data)):
        while match.end() > end:
            now, end = next(times)
        found.append((now - sent[int(match[1])]) * 1000)
    return found


def told(cluster, gateway, options):
    organizations = range(1, options.organizations + 1)
    subscribers = [Subscriber(gateway.port, organization, ORDERS)
                   for _ in range(options.subscribers // options.organizations) for organization in organizations]
    for subscriber in subscribers:
        subscriber.wait()
    orders = {organization: cluster.sql(
        f"SELECT id FROM gateway.purchase_order WHERE organization_id = {organization} ORDER BY id").split()
        for organization in organizations}
    statements = []
    for number in range(options.rate * options.seconds):
        organization = organizations[number % len(organizations)]
        order = orders[organization][number // len(organizations) % len(orders[organization])]
        statements.append(f"UPDATE gateway.purchase_order SET purchase_reference = 'B-{number}' "
                          f"WHERE organization_id = {organization} AND id = {order};")
    cpu, began = usage.cpu(gateway.pid), time.monotonic()
    usage.reset_peak(gateway.pid)
    writers = Writers(cluster, statements, options.rate)
    read(subscribers, writers, 3)
    seconds = time.monotonic() - began - 3
    cpu = usage.cpu(gateway.pid) - cpu
    expected = {}
    for row in cluster.sql("SELECT organization_id, transaction || '-' || position FROM gateway.change_log "
                           "WHERE topic = 'purchase_order' ORDER BY organization_id, transaction, position").split():
        organization, place = row.split("|")
        expected.setdefault(int(organization), []).append(place)
    wrong, events, waits = 0, 0, []
    for subscriber in subscribers:
        found = [place.decode() for place, _ in subscriber.events()]
        events += len(found)
        wrong += found != expected[subscriber.organization]
        waits += latencies(subscriber, writers.sent)
        subscriber.socket.close()
    waits.sort()
    print(f"{len(subscribers)} subscribers of {len(organizations)} organizations, {len(statements)} changes in "
          f"{seconds:.1f} s: {events} events ({events / seconds:.0f} a second), "
          f"{'each once, in order, and nobody else’s' if not wrong else f'WRONG FOR {wrong} SUBSCRIBERS'}")
    print(f"from the change to its reading: median {statistics.median(waits):.1f} ms, "
          f"99 % {waits[len(waits) * 99 // 100]:.1f} ms, at most {waits[-1]:.1f} ms")
    print(f"the gateway: {cpu:.1f} s of processor, {usage.peak(gateway.pid):.1f} MiB at most")
    return not wrong


def orders(port, organization):
    """Ids and numbers of an organization's orders, through the gateway."""
    found, after = [], None
    while True:
        query = ("query ($after: String) { orders(first: 100, after: $after) "
                 "{ nodes { id number } pageInfo { hasNextPage endCursor } } }")
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/graphql", json.dumps({"query": query, "variables": {"after": after}}).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {workloads.token(organization)}"})
        page = json.load(urllib.request.urlopen(request))["data"]["orders"]
        found += [(node["id"], node["number"]) for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def one_each(cluster, gateway, options):
    """All subscribers in one organization, each for one order."""
    found = orders(gateway.port, 1)
    subscribers = []
    for place in range(options.subscribers):
        subscribers.append(Subscriber(gateway.port, 1, ORDER, variables={"id": found[place % len(found)][0]}))
    for subscriber in subscribers:
        subscriber.wait()
    last = cluster.sql("SELECT coalesce(max(position), 0) FROM gateway.change_log").strip()
    statements = [f"UPDATE gateway.purchase_order SET purchase_reference = 'B-{number}' WHERE organization_id = 1 "
                  f"AND number = '{found[number % len(found)][1]}';" for number in range(options.rate * options.seconds)]
    cpu = usage.cpu(gateway.pid)
    writers = Writers(cluster, statements, options.rate)
    read(subscribers, writers, 3)
    cpu = usage.cpu(gateway.pid) - cpu
    expected = {}
    for row in cluster.sql("SELECT number, transaction || '-' || position FROM gateway.change_log "
                           "JOIN gateway.purchase_order o ON o.organization_id = 1 AND key = ARRAY[o.id::text] "
                           f"WHERE topic = 'purchase_order' AND position > {last} ORDER BY transaction, position").split():
        number, place = row.split("|")
        expected.setdefault(number, []).append(place)
    wrong, events, waits = 0, 0, []
    for place, subscriber in enumerate(subscribers):
        told = [place.decode() for place, _ in subscriber.events()]
        events += len(told)
        wrong += told != expected[found[place % len(found)][1]]
        waits += latencies(subscriber, writers.sent)
        subscriber.socket.close()
    waits.sort()
    print(f"{len(subscribers)} subscribers of one organization, each for one of {len(found)} orders, {len(statements)} "
          f"changes: {events} events, {'each once, in order' if not wrong else f'WRONG FOR {wrong} SUBSCRIBERS'}; "
          f"median {statistics.median(waits):.1f} ms, 99 % {waits[len(waits) * 99 // 100]:.1f} ms; "
          f"the gateway: {cpu:.1f} s of processor")
    return not wrong


def unread(cluster, gateway, options):
    before = usage.peak(gateway.pid)
    readers = [Subscriber(gateway.port, 1, AGREEMENTS, window=4096) for _ in range(100)]
    for reader in readers:
        reader.wait()
    usage.reset_peak(gateway.pid)
    idle = usage.peak(gateway.pid)
    statements = [f"UPDATE gateway.agreement SET notes = repeat('x', 3990) || {number} WHERE organization_id = 1 AND id = "
                  f"(SELECT min(id) FROM gateway.agreement WHERE organization_id = 1);" for number in range(3000)]
    Writers(cluster, statements, options.rate).thread.join()
    time.sleep(2)
    peak = usage.peak(gateway.pid)
    ended = 0
    for reader in readers:
        reader.socket.settimeout(5)
        try:
            while piece := reader.socket.recv(1 << 20):
                reader.data += piece
                if b"event: complete" in reader.data[-100:]:
                    break
        except OSError:
            pass
        ended += b"LIMIT_EXCEEDED" in reader.data or b"event: complete" not in reader.data
        reader.socket.close()
    print(f"100 readers that never read, 3,000 events of 4 KB: {idle:.1f} MiB before, {peak:.1f} MiB at most, "
          f"{ended} of them ended")
    return ended == 100 and before > 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gateway", default=REPOSITORY / ".build/release/gateway")
    parser.add_argument("--subscribers", type=int, default=1000)
    parser.add_argument("--organizations", type=int, default=10)
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=30)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, 8192))
    folder = tempfile.mkdtemp(prefix="gateway-changes-")
    cluster = Cluster(folder)
    cluster.start()
    try:
        cluster.sql("CREATE DATABASE bench", "postgres")
        subprocess.run([options.gateway, "sample", "--organizations", str(options.organizations), "--database",
                        cluster.address(), "--migrations", REPOSITORY / "Migrations", "--data", folder + "/sample"],
                       check=True, stdout=subprocess.DEVNULL)
        cluster.begin_sessions()
        say("Telling changes")
        gateway = Gateway(options.gateway, cluster.address(), folder, 9304)
        good = told(cluster, gateway, options)
        gateway.stop()
        say("Telling each of one order")
        gateway = Gateway(options.gateway, cluster.address(), folder, 9306)
        good = one_each(cluster, gateway, options) and good
        gateway.stop()
        say("Telling those who do not read")
        gateway = Gateway(options.gateway, cluster.address(), folder, 9305)
        good = unread(cluster, gateway, options) and good
        gateway.stop()
    finally:
        cluster.stop()
    sys.exit(0 if good else 1)


main()
