"""Makes cases for the mock, and graphql-core's answer to each: JSON objects, one a line.

    execute.py SEED COUNT
    {"schema": SDL, "document": text, "variables": {...}, "operationName": name | null,
     "response": {"data": ...} | {"data": ..., "paths": [[...], ...]} | {"errors": true}}

Schemas are full of interfaces, unions and nested lists; documents of fragments, aliases, conditions, directives of
their own, variables in every place and with every kind of default, subscriptions, and questions about the schema.
"""

import json
import random
import re
import sys

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    build_schema,
    graphql_sync,
    is_abstract_type,
    parse,
    validate,
)

VALUES = {"Int": 2, "Float": 3.14, "String": "str", "Boolean": True, "ID": "id"}
LEAVES = ["Int", "Float", "String", "Boolean", "ID", "Date", "Color", "Size"]
INPUTS = ["Int", "Float", "String", "Boolean", "ID", "Date", "Color", "Filter", "Choice"]


class Case:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, share):
        return self.random.random() < share

    def pick(self, items):
        return self.random.choice(items)

    def sample(self, items, most):
        return self.random.sample(items, self.random.randint(0, min(most, len(items))))

    # Schemas

    def wrap(self, name):
        for _ in range(self.pick([0, 0, 0, 0, 0, 1, 1, 2])):
            name = f"[{name}!]" if self.chance(0.3) else f"[{name}]"
        return name + "!" if self.chance(0.3) else name

    def wrap_input(self, name):
        name = f"[{name}]" if self.chance(0.3) else name
        return name + "!" if self.chance(0.2) else name

    def schema(self):
        """Interface fields are shared by all that implement them, so that every type fits."""
        roots = ["Query", "Mutation", "Subscription"]
        if self.chance(0.2):
            roots = self.pick([["Root", "Change", "Feed"], ["Mutation", "Query", "Zebra"], ["_Q", "M", "S"]])
        self.interfaces = [f"I{n}" for n in range(self.random.randint(1, 4))]
        names = ["Ant", "ant", "Bee", "_Cat", "Dog2", "Dog10", "Eel", "Fox"]
        self.objects = self.random.sample(names, self.random.randint(3, len(names)))
        self.unions = [f"U{n}" for n in range(self.random.randint(1, 3))]
        composite = self.interfaces + self.objects + self.unions + [roots[0]]
        parents = {}
        fields = {}
        for index, name in enumerate(self.interfaces):
            direct = self.sample(self.interfaces[:index], 2)
            parents[name] = sorted({ancestor for parent in direct for ancestor in [parent, *parents[parent]]})
            fields[name] = self.fields(f"i{index}", composite)
        for name in [*roots, *self.objects]:
            direct = self.sample(self.interfaces, 3)
            parents[name] = sorted({ancestor for parent in direct for ancestor in [parent, *parents[parent]]})
            fields[name] = self.fields("f" if self.chance(0.2) else f"{name.lower()}_", composite)
        for name in self.interfaces:
            if not any(name in parents[other] for other in self.objects):
                host = self.pick(self.objects)
                parents[host] = sorted({*parents[host], name, *parents[name]})
        text = ["scalar Date", "enum Color { RED GREEN }", "enum Size { SMALL }"]
        text.append("input Filter { a: Int = 1, b: [Filter], c: Color, d: String! = \"x\" }")
        text.append("input Choice @oneOf { a: Int, b: String }")
        text.append("directive @once(if: Boolean) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT")
        text.append(
            'directive @tag(n: [Int!] = [1], f: Filter = {a: null}) repeatable on QUERY | MUTATION | SUBSCRIPTION | FIELD'
            " | FRAGMENT_DEFINITION | FRAGMENT_SPREAD | INLINE_FRAGMENT | VARIABLE_DEFINITION"
        )
        if roots[0] != "Query" or self.chance(0.2):
            pairs = zip(["query", "mutation", "subscription"], roots)
            text.append(f"schema {{ {' '.join(f'{operation}: {name}' for operation, name in pairs)} }}")
        for name, own in fields.items():
            keyword = "interface" if name in self.interfaces else "type"
            head = f" implements {' & '.join(parents[name])}" if parents[name] else ""
            lines = [line for parent in parents[name] for line in fields[parent].values()] + list(own.values())
            lines = list(dict.fromkeys(lines))
            if name in self.objects and self.chance(0.1) and not parents[name] and len(lines) > 1:
                text.append(f"extend type {name} {{ {lines.pop()} }}")
            text.append(f"{keyword} {name}{head} {{ {' '.join(lines)} }}")
        for name in self.unions:
            members = self.random.sample(self.objects, self.random.randint(1, len(self.objects)))
            text.append(f"union {name} = {' | '.join(members)}")
        self.random.shuffle(text)
        return "\n".join(text)

    def fields(self, prefix, composite):
        result = {}
        for index in range(self.random.randint(2, 6)):
            name = f"{prefix}{index}" if self.chance(0.7) else f"{prefix}_{index}x"
            arguments = ""
            if self.chance(0.3):
                arguments = f"(a: {self.wrap_input(self.pick(INPUTS))}"
                arguments += ", b: Int! = 3)" if self.chance(0.4) else ")"
            target = self.pick(composite) if self.chance(0.5) else self.pick(LEAVES)
            result[name] = f"{name}{arguments}: {self.wrap(target)}"
        return result

    # Documents

    def document(self, schema):
        self.schema_object = schema
        self.variables = {}
        self.fragments = {}
        self.given = {}
        self.aliases = 0
        operations = []
        roots = [
            ("query", schema.query_type), ("query", schema.query_type), ("query", schema.query_type),
            ("mutation", schema.mutation_type), ("mutation", schema.mutation_type),
            ("subscription", schema.subscription_type),
        ]
        for index in range(self.pick([1, 1, 1, 2, 3])):
            keyword, root = self.pick(roots)
            if keyword == "subscription":
                body = f"{{ {self.field(root, self.random.randint(1, 3), is_alone=True)} }}"
            else:
                body = self.selections(root, self.random.randint(1, 3))
            operations.append((keyword, f"Op{index}", body))
        texts = []
        for keyword, name, body in operations:
            used = self.used(body)
            declared = ", ".join(f"${name}: {kind}" for name, (kind, _) in self.variables.items() if name in used)
            head = f"({declared})" if declared else ""
            if len(operations) == 1 and self.chance(0.3):
                name = ""
                head = "" if keyword == "query" and not head and self.chance(0.5) else f"{keyword} {head}"
                texts.append(f"{head} {body}")
            else:
                texts.append(f"{keyword} {name}{head}{self.tag()} {body}")
        names = [name for text, (_, name, _) in zip(texts, operations) if f" {name}" in text]
        name = self.pick(names) if len(operations) > 1 or names and self.chance(0.3) else None
        texts += [f"fragment {name} {body}" for name, body in self.fragments.items()]
        self.random.shuffle(texts)
        variables = {}
        for key, (kind, value) in self.variables.items():
            if self.chance(0.004):
                value = self.pick([None, [], "x", {}, 1.5])
            if value is not ...:
                variables[key] = value
        return self.pick([" ", "\n", ",\t", " # }\n"]).join(texts), variables, name

    def used(self, body):
        """The variables that a text uses, itself or through fragments."""
        pending, seen, names = [body], set(), set()
        while pending:
            text = pending.pop()
            names |= set(re.findall(r"\$(\w+)", text))
            for name in set(re.findall(r"\.\.\.(F\d+)", text)) - seen:
                seen.add(name)
                pending.append(self.fragments[name])
        return names

    def tag(self):
        return self.pick([" @tag", " @tag(n: 2) @tag(f: {c: RED})"]) if self.chance(0.08) else ""

    def condition(self):
        result = self.tag()
        if self.chance(0.05):
            result += self.pick([" @once", f" @once(if: {self.value('Boolean')})"])
        if not self.chance(0.25):
            return result
        for directive in self.pick([["skip"], ["include"], ["skip", "include"], ["include", "skip"]]):
            value = self.pick(["true", "false"])
            if self.chance(0.6):
                value = self.variable(*self.pick([
                    ("Boolean!", True), ("Boolean!", False), ("Boolean! = true", ...), ("Boolean = false", ...),
                    ("Boolean = true", True),
                ]))
            result += f" @{directive}(if: {value})"
        return result

    def variable(self, kind, value):
        name = f"v{len(self.variables)}"
        self.variables[name] = (kind, value)
        return f"${name}"

    def selections(self, kind, depth):
        parts = []
        for _ in range(self.random.randint(1, 4)):
            roll = self.random.random()
            if roll < 0.62:
                parts.append(self.field(kind, depth))
            elif roll < 0.82:
                target = self.overlapping(kind)
                on = f" on {target.name}" if target is not kind or self.chance(0.5) else ""
                parts.append(f"...{on}{self.condition()} {self.selections(target, depth)}")
            elif len(self.fragments) < 8:
                target = self.overlapping(kind)
                name = f"F{len(self.fragments)}"
                self.fragments[name] = ""
                self.fragments[name] = f"on {target.name} {self.selections(target, depth - 1)}"
                spread = f"...{name}{self.condition()}"
                parts += [spread] * self.pick([1, 1, 2])
            else:
                parts.append("__typename")
        self.random.shuffle(parts)
        return "{ " + " ".join(parts) + " }"

    def next_alias(self):
        self.aliases += 1
        return self.aliases

    def overlapping(self, kind):
        possible = self.possible(kind)
        every = [
            other for other in self.schema_object.type_map.values()
            if self.possible(other) & possible and not other.name.startswith("__")
        ]
        return self.pick(every)

    def possible(self, kind):
        if is_abstract_type(kind):
            return {member.name for member in self.schema_object.get_possible_types(kind)}
        return {kind.name} if isinstance(kind, GraphQLObjectType) else set()

    def about_schema(self):
        name = self.pick([*self.objects, *self.interfaces, *self.unions, "Filter", "Color", "Nobody"])
        return self.pick([
            f'__type(name: "{name}") {{ kind name fields {{ name type {{ name kind ofType {{ name }} }} }} }}',
            f'__type(name: "{name}") {{ possibleTypes {{ name }} interfaces {{ name }} inputFields {{ defaultValue }} }}',
            f"__type(name: {self.variable('String!', name)}) {{ __typename description enumValues {{ name }} }}",
            "__schema { queryType { name } mutationType { name } subscriptionType { name } }",
        ])

    def field(self, kind, depth, is_alone=False):
        fields = {} if isinstance(kind, GraphQLUnionType) else kind.fields
        choices = [
            (name, field) for name, field in fields.items()
            if depth > 0 or not self.possible(self.named(field.type))
        ]
        alias = f"{self.pick(['a', 'b', 'f0', 'i0'])}{self.next_alias()}: " if self.chance(0.3) else ""
        condition = "" if is_alone else self.condition()
        if not choices or not is_alone and self.chance(0.1):
            return f"{alias}__typename{condition}"
        if kind is self.schema_object.query_type and self.chance(0.05):
            return f"s{self.next_alias()}: {self.about_schema()}"
        name, field = self.pick(choices)
        arguments = []
        for key, argument in field.args.items():
            text = str(argument.type)
            if text.endswith("!") and argument.default_value is None or self.chance(0.5):
                arguments.append(f"{key}: {self.value(text)}")
        given = f"({', '.join(arguments)})" if arguments else ""
        # The same under the same name, or the fields could not be merged.
        if not alias:
            given = self.given.setdefault(name, given)
        inner = self.named(field.type)
        body = f" {self.selections(inner, depth - 1)}" if self.possible(inner) else ""
        return f"{alias}{name}{given}{condition}{body}"

    def named(self, kind):
        while isinstance(kind, (GraphQLList, GraphQLNonNull)):
            kind = kind.of_type
        return kind

    def value(self, text):
        if self.chance(0.35):
            return self.variable(*self.declared(text))
        return self.literal(text)

    def declared(self, text):
        """A variable's type for a place, with or without a default, and its value, or ... for none."""
        bare = text.rstrip("!")
        value = json.loads(self.json(text))
        default = f"{self.pick([bare, bare + '!'])} = {self.constant(bare)}"
        choices = [(text, value), (bare + "!", value), (default, value), (default, ...)]
        if bare == text:
            choices += [(text, None), (text, ...), (f"{text} = null", ...), (f"{text} = {self.constant(text)}", None)]
        return self.pick(choices)

    def constant(self, text):
        is_variable_free = self.chance
        self.chance = lambda share: False
        try:
            return self.literal(text)
        finally:
            self.chance = is_variable_free

    def literal(self, text):
        if text.endswith("!"):
            return self.literal(text[:-1])
        if text.startswith("["):
            item = text[1:-1]
            return self.pick(["[]", f"[{self.value(item)}]", f"[{self.value(item)}, {self.value(item)}]", self.literal(item)])
        if text == "Filter" and self.chance(0.4):
            fields = [("a", "Int"), ("b", "[Filter]"), ("c", "Color"), ("d", "String!")]
            return "{" + ", ".join(f"{name}: {self.value(kind)}" for name, kind in self.sample(fields, 3)) + "}"
        if text == "Choice" and self.chance(0.4):
            return f"{{a: {self.variable('Int!', 5)}}}"
        return self.pick({
            "Int": ["1", "-2147483648", "0"], "Float": ["1", "1.5", "-2e3"], "String": ['"s"', '"""b"""', '"\\u00e9"'],
            "Boolean": ["true", "false"], "ID": ["1", '"x"'], "Date": ['"d"', "1", "{a: [1]}", "X"],
            "Color": ["RED", "GREEN"], "Filter": ["{}", "{a: null, b: {a: 1}}", "{c: RED, b: [{}, null]}"],
            "Choice": ["{a: 1}", '{b: "x"}'],
        }[text])

    def json(self, text):
        if text.endswith("!"):
            return self.json(text[:-1])
        if text.startswith("["):
            return self.pick(["[]", f"[{self.json(text[1:-1])}]", self.json(text[1:-1].rstrip("!"))])
        return self.pick({
            "Int": ["1", "1.0", "-3"], "Float": ["1", "1.5"], "String": ['"s"'], "Boolean": ["true", "false"],
            "ID": ["1", '"x"'], "Date": ['"d"', "1", "{}"], "Color": ['"RED"'],
            "Filter": ["{}", '{"a": null, "b": {"a": 1}}', '{"c": "RED"}'], "Choice": ['{"a": 1}', '{"b": "x"}'],
        }[text])


def value_of(kind):
    if isinstance(kind, GraphQLNonNull):
        return value_of(kind.of_type)
    if isinstance(kind, GraphQLList):
        return [value_of(kind.of_type)] * 2
    if isinstance(kind, GraphQLScalarType):
        return VALUES.get(kind.name, "str")
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    return {}


def resolve_type(_, info, kind):
    names = sorted(member.name for member in info.schema.get_possible_types(kind))
    return names[0] if isinstance(kind, GraphQLUnionType) else names[-1]


def response(schema, document, variables, name):
    result = graphql_sync(
        schema, document, variable_values=variables, operation_name=name,
        field_resolver=lambda _, info, **arguments: value_of(info.return_type), type_resolver=resolve_type,
    )
    if result.data is None and all(error.path is None for error in result.errors or []):
        return {"errors": [error.message for error in result.errors]}
    if result.errors:
        return {"data": result.data, "paths": [error.path for error in result.errors]}
    return {"data": result.data}


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    for number in range(seed, seed + count):
        case = Case(number)
        sdl = case.schema()
        schema = build_schema(sdl)
        for _ in range(8):
            for _ in range(12):
                document, variables, name = case.document(schema)
                if case.chance(0.05) or not validate(schema, parse(document)):
                    break
            print(json.dumps({
                "schema": sdl, "document": document, "variables": variables, "operationName": name,
                "response": response(schema, document, variables, name),
            }))


if __name__ == "__main__":
    main()
