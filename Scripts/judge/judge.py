"""The other opinion: reads cases, one JSON object a line, and writes graphql-core's verdict on each, one a line.

    {"schema": SDL, "documents": [text, ...]}
    {"schema": {"syntax": [line, column] | null, "document": [...], "types": [...] | null}, "documents": [...] | null}

Errors are lists of the places of each error, [[line, column], ...]. With "introspect" or "variables":

    {"schema": SDL, "introspect": text}                      ->  the response's data
    {"schema": SDL, "document": text, "variables": JSON}     ->  {"values": {...}} | {"errors": [message, ...]}
    {"schema": SDL, "coordinates": JSON}                     ->  [kind | null | "syntax" | "error", ...]
"""

import json
import sys

from graphql import (
    GraphQLError,
    MaxIntrospectionDepthRule,
    build_ast_schema,
    build_schema,
    graphql_sync,
    parse,
    parse_schema_coordinate,
    resolve_ast_schema_coordinate,
    specified_rules,
    validate,
    validate_schema,
)
from graphql.execution import get_variable_values
from graphql.validation.validate import validate_sdl

# What graphql-core has beyond the specification's September 2025 edition.
EXTRAS = {
    "DeferStreamDirectiveOnRootField",
    "DeferStreamDirectiveOnValidOperationsRule",
    "DeferStreamDirectiveLabel",
    "StreamDirectiveOnListField",
}
RULES = [rule for rule in specified_rules if rule.__name__ not in EXTRAS]


def places(errors):
    return [[[place.line, place.column] for place in error.locations or []] for error in errors]


def read(text):
    try:
        return parse(text), None
    except GraphQLError as error:
        return None, places([error])[0]


def judge_document(schema, text):
    document, syntax = read(text)
    if syntax is not None:
        return {"syntax": syntax[0], "errors": []}
    return {"syntax": None, "errors": places(validate(schema, document, RULES))}


def judge(case):
    document, syntax = read(case["schema"])
    if syntax is not None:
        return {"schema": {"syntax": syntax[0], "document": [], "types": None}, "documents": None}
    errors = validate_sdl(document)
    if errors:
        return {"schema": {"syntax": None, "document": places(errors), "types": None}, "documents": None}
    schema = build_ast_schema(document, assume_valid_sdl=True)
    try:
        errors = validate_schema(schema)
    except TypeError as error:
        # graphql-core itself stumbles over defaults of types that are no input types.
        errors = [GraphQLError(str(error))]
    verdict = {"syntax": None, "document": [], "types": places(errors)}
    if errors:
        return {"schema": verdict, "documents": None}
    return {"schema": verdict, "documents": [judge_document(schema, text) for text in case["documents"]]}


def coerce(case):
    operation = parse(case["document"]).definitions[0]
    result = get_variable_values(
        build_schema(case["schema"]), operation.variable_definitions, json.loads(case["variables"])
    )
    if isinstance(result, list):
        return {"errors": [error.message for error in result]}
    return {"values": result.coerced}


def kind_of(schema, text):
    try:
        coordinate = parse_schema_coordinate(text)
    except GraphQLError:
        return "syntax"
    try:
        element = resolve_ast_schema_coordinate(schema, coordinate)
    except TypeError:
        return "error"
    return None if element is None else type(element).__name__


def answer(case):
    if "introspect" in case:
        return graphql_sync(build_schema(case["schema"]), case["introspect"]).data
    if "coordinates" in case:
        schema = build_schema(case["schema"])
        return [kind_of(schema, text) for text in json.loads(case["coordinates"])]
    if "variables" in case:
        return coerce(case)
    return judge(case)


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line)), separators=(",", ":")))
