"""The questions that are measured, each about one organization of the sample data, drawn at random."""
import base64
import json
import random

ORGANIZATIONS = 1000


def token(organization):
    """A session's token that servers.Cluster.begin_sessions has put into the database."""
    return base64.urlsafe_b64encode(f"bench{organization}".ljust(32, ".").encode()).rstrip(b"=").decode()


class Workload:
    def __init__(self, query, variables=lambda organization: {}, signs_in=True):
        self.query, self.variables, self.signs_in = " ".join(query.split()), variables, signs_in

    def body(self, organization):
        body = {"query": self.query}
        if variables := self.variables(organization):
            body["variables"] = variables
        return json.dumps(body, separators=(",", ":"))

    def request(self, organization, host, path="/graphql"):
        """The bytes of an HTTP request."""
        body = self.body(organization)
        signed = f"Authorization: Bearer {token(organization)}\r\n" if self.signs_in else ""
        return (
            f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{signed}"
            f"Content-Length: {len(body.encode())}\r\n\r\n{body}"
        )


def _number(organization):
    """The number of one of the organization's ten agreements."""
    return str(6_100_000_000 + 7 * ((organization - 1) * 10 + random.randint(1, 10)))


NESTED = """
    query Nested($first: Int) { agreements(first: $first) { nodes { number title status startsOn
      orders(first: 10) { nodes { number status orderedAt total
        lines(first: 5) { nodes { quantity unitPrice product { name } } } } } } } }
"""

WORKLOADS = {
    "typename": Workload("{ __typename }", signs_in=False),
    "key": Workload(
        "query One($number: String!) { agreement(number: $number) { number title status startsOn } }",
        lambda organization: {"number": _number(organization)},
    ),
    "list": Workload(
        "query List($first: Int) { agreements(first: $first) { nodes { number title status startsOn } } }",
        lambda organization: {"first": 10},
    ),
    "nested": Workload(NESTED, lambda organization: {"first": 10}),
    "filter": Workload(
        """
        query Filter($least: Decimal) {
          orders(first: 10, filter: { total: { gte: $least }, status: { in: [FULFILLED, INVOICED] } }
            orderBy: [{ total: DESC }]) {
            nodes { number orderedAt total currency }
            aggregate { count sum { total } max { orderedAt } } } }
        """,
        lambda organization: {"least": "500"},
    ),
}


def page(rows):
    """A flat page of so many rows, of the schema with growth.graphql."""
    return Workload(
        "query Page($first: Int) { orderLineRows(first: $first) { nodes { lineNumber quantity unitPrice amount } } }",
        lambda organization: {"first": rows},
    )


def depth(levels):
    """Lists in lists, two rows each."""
    lists = ["purchasingAccounts", "agreements", "orders", "lines", "siblings"]
    leaves = ["name", "title", "number", "quantity", "amount"]
    query = ""
    for name, leaf in reversed(list(zip(lists, leaves))[:levels]):
        query = f"{name}(first: 2) {{ nodes {{ {leaf} {query} }} }}"
    return Workload("{ " + query + " }")
