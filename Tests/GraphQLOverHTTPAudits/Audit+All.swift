private let newType = "application/graphql-response+json"
private let json = "application/json"
private let typename = #"{"query":"{ __typename }"}"#
private let notADocument = #"{"query":"{"}"#
private let notValid = #"{"query":"{ 8f31403dfe404bccbb0e835f2629c6a7 }"}"#
private let notCoercible = #"{"query":"query CoerceFailure($id: ID!) { __typename }","variables":{"id":null}}"#
private let byName = "query Type($name: String!) { __type(name: $name) { name } }"

/// Values that are not of a kind, by the suffix of the audits' identifiers.
private let notStrings = [("object", "{}"), ("number", "0"), ("boolean", "false"), ("array", "[]")]
private let notObjects = [("string", #""""#), ("number", "0"), ("boolean", "false"), ("array", "[]")]

extension Audit {
    /// All 61, in the published order.
    package static let all: [Audit] =
        media + methods + bodies + operationNames + nulls + variables + extensions + failures

    private static let media = [
        Audit(
            id: "22EB",
            title: "accepts application/graphql-response+json and matches the content type",
            request: .post(typename, accept: newType),
            expectation: .status(200, type: newType)
        ),
        Audit(
            id: "4655",
            title: "accepts application/json and matches the content type",
            request: .post(typename, accept: json),
            expectation: .status(200, type: json)
        ),
        Audit(
            id: "47DE",
            title: "accepts */* and uses application/json",
            request: .post(typename, accept: "*/*"),
            expectation: .status(200, type: json)
        ),
        Audit(
            id: "80D8",
            title: "assumes application/json without Accept",
            request: .post(typename),
            expectation: .status(200, type: json)
        ),
        Audit(id: "82A3", title: "responds in UTF-8", request: .post(typename), expectation: .status(200)),
        Audit(
            id: "BF61",
            title: "accepts a request in UTF-8",
            request: .post(
                #"{"query":"{ __type(name: \"Run🏃Swim🏊\") { name } }"}"#,
                type: "application/json; charset=utf-8"
            ),
            expectation: .status(200)
        ),
        Audit(
            id: "78D5",
            title: "assumes UTF-8 without a charset",
            request: .post(#"{"query":"{ __type(name: \"Run🏃Swim🏊\") { name } }"}"#),
            expectation: .status(200)
        ),
    ]

    private static let methods = [
        Audit(id: "2C94", title: "accepts POST", request: .post(typename), expectation: .status(200)),
        Audit(
            id: "5A70",
            title: "accepts form-encoded GET",
            request: .get([("query", "{ __typename }")]),
            expectation: .status(200)
        ),
        Audit(
            id: "9C48",
            title: "executes no mutation on GET",
            request: .get([("query", "mutation { __typename }")]),
            expectation: .clientError
        ),
        Audit(
            id: "9ABE",
            title: "answers 4xx to a POST without a content type of its own",
            request: .post(typename, type: "text/plain;charset=UTF-8"),
            expectation: .clientError
        ),
        Audit(id: "03D4", title: "accepts JSON by POST", request: .post(typename), expectation: .status(200)),
    ]

    private static let bodies =
        [
            Audit(
                id: "A5BF",
                title: "answers 400 without a body",
                request: WireRequest(headers: [("Content-Type", json)]),
                expectation: .status(400)
            ),
            Audit(
                id: "423L",
                title: "answers 400 without query",
                request: .post(#"{"notquery":"{ __typename }"}"#, accept: newType),
                expectation: .status(400)
            ),
        ]
        + notStrings.enumerated().map { index, kind in
            Audit(
                id: "LKJ\(index)",
                title: "answers 400 to a query of kind \(kind.0)",
                request: .post(#"{"query":\#(kind.1)}"#, accept: newType),
                expectation: .status(400)
            )
        } + [
            Audit(
                id: "34A2",
                title: "takes a string as query",
                request: .post(typename, accept: newType),
                expectation: .status(200)
            ),
            Audit(
                id: "13EE",
                title: "takes a string as query, application/json",
                request: .post(typename, accept: json),
                expectation: .success
            ),
        ]

    private static let operationNames =
        notStrings.enumerated().map { index, kind in
            Audit(
                id: "6C0\(index)",
                title: "answers 400 to an operationName of kind \(kind.0)",
                request: .post(#"{"operationName":\#(kind.1),"query":"{ __typename }"}"#, accept: newType),
                expectation: .status(400)
            )
        }
        + [("8161", newType), ("B8B3", json)].map { id, accept in
            Audit(
                id: id,
                title: "takes a string as operationName, \(accept)",
                request: .post(#"{"operationName":"Query","query":"query Query { __typename }"}"#, accept: accept),
                expectation: .success
            )
        }

    private static let nulls = ["variables", "operationName", "extensions"].enumerated().flatMap { index, name in
        [("94B\(index)", newType), ("022\(index)", json)].map { id, accept in
            Audit(
                id: id,
                title: "takes null as \(name), \(accept)",
                request: .post(#"{"query":"{ __typename }","\#(name)":null}"#, accept: accept),
                expectation: .success
            )
        }
    }

    private static let variables =
        notObjects.enumerated().map { index, kind in
            Audit(
                id: "476\(index)",
                title: "answers 400 to variables of kind \(kind.0)",
                request: .post(#"{"query":"{ __typename }","variables":\#(kind.1)}"#, accept: newType),
                expectation: .status(400)
            )
        }
        + [("2EA1", newType), ("28B9", json)].map { id, accept in
            Audit(
                id: id,
                title: "takes an object as variables, \(accept)",
                request: .post(#"{"query":"\#(byName)","variables":{"name":"sometype"}}"#, accept: accept),
                expectation: .success
            )
        }
        + [("D6D5", newType), ("6A70", json)].map { id, accept in
            Audit(
                id: id,
                title: "takes variables as JSON in GET, \(accept)",
                request: .get([("query", byName), ("variables", #"{"name":"sometype"}"#)], accept: accept),
                expectation: .success
            )
        }

    private static let extensions =
        notObjects.enumerated().map { index, kind in
            Audit(
                id: "58B\(index)",
                title: "answers 400 to extensions of kind \(kind.0)",
                request: .post(#"{"query":"{ __typename }","extensions":\#(kind.1)}"#, accept: newType),
                expectation: .status(400)
            )
        }
        + [("428F", newType), ("1B7A", json)].map { id, accept in
            Audit(
                id: id,
                title: "takes an object as extensions, \(accept)",
                request: .post(#"{"query":"{ __typename }","extensions":{"some":"value"}}"#, accept: accept),
                expectation: .success
            )
        }

    private static let failures =
        [
            failure("B6DC", #"{ "not a JSON"#, json, Expectation(statuses: 200...599)),
            failure("BCF8", #"{ "not a JSON"#, json, .status(400)),
            failure("B7N8", #"{ "not a JSON"#, newType, .status(400)),
            failure("8764", #"{"qeury":"{ __typename }"}"#, newType, .clientOrServerError),
            failure("3E3A", #"{"qeury":"{ __typename }"}"#, newType, .status(400)),
            failure("572B", notADocument, json, .status(200)),
            failure("FDE2", notValid, json, .status(200)),
            failure("7B9B", notCoercible, json, .status(200)),
            failure("865D", notADocument, newType, .clientOrServerError),
            failure("556A", notADocument, newType, .status(400)),
            failure("D586", notADocument, newType, Expectation(statuses: 200...599, hasData: false)),
            failure("51FE", notValid, newType, .clientOrServerError),
            failure("74FF", notValid, newType, .status(400)),
            failure("5E5B", notValid, newType, Expectation(statuses: 200...599, hasData: false)),
            failure("86EE", notCoercible, newType, .status(400)),
        ]

    private static func failure(_ id: String, _ body: String, _ accept: String, _ expected: Expectation) -> Audit {
        var expected = expected
        expected.hasErrors = true
        return Audit(
            id: id,
            title: "answers \(expected.statuses) to \(body), \(accept)",
            request: .post(body, accept: accept),
            expectation: expected
        )
    }
}
