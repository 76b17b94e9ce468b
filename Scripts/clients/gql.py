"""gql: introspects, validates against what it found, and runs a query with variables.   gql.py URL [TOKEN]"""

import sys

# Not this file, which has the library's name and whose folder comes first.
sys.path.pop(0)

from gql import Client, gql  # noqa: E402
from gql.dsl import DSLQuery, DSLSchema, dsl_gql  # noqa: E402
from gql.transport.exceptions import TransportQueryError  # noqa: E402
from gql.transport.requests import RequestsHTTPTransport  # noqa: E402
from graphql import GraphQLError  # noqa: E402

url, token = sys.argv[1], sys.argv[2:]
transport = RequestsHTTPTransport(url=url, headers={"Authorization": f"Bearer {token[0]}"} if token else {})
everything = {"specified_by_url": True, "directive_is_repeatable": True, "schema_description": True}
everything |= {"input_value_deprecation": True, "input_object_one_of": True}
with Client(transport=transport, fetch_schema_from_transport=True, introspection_args=everything) as session:
    schema = session.client.schema
    assert schema.query_type.name == "Query", schema.query_type
    assert schema.get_type("Decimal").specified_by_url, "specifiedByURL was not introspected"
    assert schema.get_type("ProductConnection").fields["nodes"].description, "descriptions were not introspected"

    query = gql("query Names($first: Int!) { products(first: $first) { nodes { id name } } }")
    query.variable_values = {"first": 2}
    nodes = session.execute(query)["products"]["nodes"]
    assert len(nodes) == 2 and all(node["name"] for node in nodes), nodes

    types = DSLSchema(schema)
    built = types.Query.products.args(first=1).select(types.ProductConnection.nodes.select(types.Product.id))
    assert session.execute(dsl_gql(DSLQuery(built)))["products"]["nodes"][0]["id"]

    try:
        session.execute(gql("{ nothing }"))
        raise SystemExit("a document that is not valid passed the client's own validation")
    except GraphQLError:
        pass

# Without a schema of its own the client relies on the server's errors.
with Client(transport=transport) as session:
    try:
        session.execute(gql("{ nothing }"))
        raise SystemExit("the server took a document that is not valid")
    except TransportQueryError as error:
        assert error.errors[0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED", error.errors
print("gql: introspected, validated, queried")
