import Foundation
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// Lists as files.
@Suite struct ExportTests {
    private func file(
        _ caller: GatewayClient,
        _ query: String,
        as format: String,
        headers: [(String, String)] = []
    ) throws -> HTTPAnswer {
        let token = caller.token.map { [("Authorization", "Bearer \($0)")] } ?? []
        return try caller.http.request(
            "POST",
            "/graphql?format=\(format)",
            headers: [("Content-Type", "application/json")] + token + headers,
            body: JSONValue.object([JSONMember("query", .string(query))]).bytes
        )
    }

    private static let lines =
        "{ reports { orderHistory { nodes { orderNumber orderedAt quantity unitPrice currency agreement { title } } } } }"

    /// Rows of the first organization's order history, as the database counts them.
    private func count(_ gateway: TestGateway) throws -> Int {
        let connection = try gateway.database.connect()
        let address = TestGateway.email(.reportViewer)
        let people = try connection.query("SELECT organization_id FROM app_user WHERE email = '\(address)'")
        try connection.execute("SET gateway.organization_id = '\(people.int8(0, 0))'")
        let result = try connection.query("SELECT count(*) FROM order_line")
        return Int(result.int8(0, 0))
    }

    @Test func everyRowOfAListComesAsCSVWithAHeaderRow() throws {
        let gateway = try TestGateway()
        let answer = try file(try gateway.signedIn(.reportViewer), ExportTests.lines, as: "csv")
        let lines = answer.text.split(separator: "\r\n")
        #expect(answer.status == 200)
        #expect(answer["content-type"]?.hasPrefix("text/csv") == true)
        #expect(answer["content-disposition"] == #"attachment; filename="orderHistory.csv""#)
        #expect(lines.first == "orderNumber,orderedAt,quantity,unitPrice,currency,agreement.title")
        #expect(try lines.count == count(gateway) + 1)
    }

    @Test func everyLineOfNDJSONIsTheRowThatTheResponseHas() throws {
        let gateway = try TestGateway()
        let caller = try gateway.signedIn(.reportViewer)
        let answer = try file(caller, ExportTests.lines, as: "ndjson")
        let lines = answer.text.split(separator: "\n")
        let page = try caller.ask(
            ExportTests.lines.replacing("orderHistory", with: "orderHistory(first: 50)")
        )
        #expect(try lines.count == count(gateway))
        #expect(
            try lines.prefix(50).map { try JSONReader.value(of: String($0)) }
                == page.data?.at("reports.orderHistory.nodes")?.items
        )
    }

    @Test func acceptAsksForAFileTooAndAPersonalAccessTokenWillDo() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let caller = try gateway.signedIn(.reportViewer)
        let made = try caller.ask(
            "mutation ($end: DateTime!) { createAccessToken(name: \"sheet\", permissions: [VIEW_REPORTS], expiresAt: $end) { token } }",
            variables: #"{"end": "\#(Date.now.addingTimeInterval(86_400).ISO8601Format())"}"#
        )
        let token = try #require(made.data?.at("createAccessToken.token")?.text)
        let query = "{ reports { spendByMonth { nodes { month total } } } }"
        let target =
            "/graphql?query=\(try #require(query.addingPercentEncoding(withAllowedCharacters: .alphanumerics)))"
        let answer = try caller.http.request(
            "GET",
            target,
            headers: [("Accept", "text/csv, */*;q=0.1"), ("Authorization", "Bearer \(token)")]
        )
        #expect(answer.text.hasPrefix("month,total\r\n"))
    }

    /// What a spreadsheet does that refreshes itself: it asks, is asked for a password, and sends the token as one.
    @Test func spreadsheetSendsItsTokenAsAPassword() throws {
        let gateway = try TestGateway()
        let caller = try gateway.signedIn(.reportViewer)
        let token = try #require(caller.token)
        let query = try #require(
            "{ reports { spendByMonth { nodes { month total } } } }"
                .addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        )
        let target = "/graphql?format=csv&query=\(query)"
        let asked = try caller.http.request("GET", target)
        #expect(asked.status == 401)
        #expect(asked["www-authenticate"]?.hasPrefix("Basic ") == true)
        let password = Data("anybody:\(token)".utf8).base64EncodedString()
        let answer = try caller.http.request("GET", target, headers: [("Authorization", "Basic \(password)")])
        #expect(answer.text.hasPrefix("month,total\r\n"), "\(answer.text.prefix(300))")
        // Nowhere else: browsers send passwords along unasked.
        for (method, target) in [("GET", "/graphql?query=\(query)"), ("POST", "/graphql?format=csv")] {
            let other = try caller.http.request(
                method,
                target,
                headers: [("Authorization", "Basic \(password)"), ("Content-Type", "application/json")],
                body: method == "POST"
                    ? Array(#"{"query": "{ reports { spendByMonth { nodes { month } } } }"}"#.utf8) : []
            )
            #expect(other.text.contains("UNAUTHENTICATED"), "\(other.text.prefix(300))")
        }
    }

    @Test func cellsThatASpreadsheetWouldRunAreNeutralised() throws {
        let database = try SampleDatabase.make()
        try database.connect(role: nil).execute(
            """
            ALTER TABLE agreement NO FORCE ROW LEVEL SECURITY;
            UPDATE agreement SET title = '=HYPERLINK("http://x.example","a, b")'
            """
        )
        let gateway = try TestGateway(database)
        let answer = try file(try gateway.signedIn(), "{ agreements(first: 1) { nodes { title } } }", as: "csv")
        #expect(answer.text == "title\r\n\"'=HYPERLINK(\"\"http://x.example\"\",\"\"a, b\"\")\"\r\n")
    }

    @Test(arguments: [
        ("{ agreements { nodes { number orders { nodes { number } } } } }", "a list in a list"),
        ("{ agreements { nodes { number } } orders { nodes { number } } }", "exactly one"),
        ("{ agreements { totalCount nodes { number } } }", "rows and nothing else"),
        ("{ viewer { email } }", "exactly one"),
        ("{ agreements(last: 2) { nodes { number } } }", "leave out `last`"),
    ])
    func whatIsNotOneListIsRefused(query: String, words: String) throws {
        let answer = try file(try TestGateway().signedIn(), query, as: "csv")
        #expect(answer.text.contains(words) && answer.text.contains("BAD_USER_INPUT"))
    }

    @Test func whatMayNotBeReadRefusesTheFileOrIsLeftOut() throws {
        let caller = try TestGateway().signedIn(.accountViewer)
        let query = "{ agreements { nodes { number keys { nodes { lastFive } } } } }"
        let refused = try file(caller, query, as: "csv")
        #expect(refused.text.contains("FORBIDDEN"))
        let left = try file(caller, query, as: "csv", headers: [("Forbidden-Fields", "omit")])
        #expect(left.text.hasPrefix("number\r\n"))
        #expect(try file(caller, "{ keys { nodes { lastFive } } }", as: "ndjson").text.contains("FORBIDDEN"))
    }

    @Test func aClientThatStopsReadingStopsItsStatementAndOneThatGoesAwayEndsIt() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        try gateway.database.connect().execute(
            """
            CREATE OR REPLACE VIEW order_history WITH (security_invoker = true) AS
            SELECT
                o.organization_id, o.ordered_at, o.id AS order_id, l.line_number, o.number AS order_number, o.status,
                repeat('x', 1000) AS purchase_reference, o.agreement_id, a.number AS agreement_number, l.product_id,
                p.part_number, p.name AS product_name, p.family, l.quantity, l.unit_price, l.amount, o.currency
            FROM purchase_order o
            JOIN order_line l ON l.organization_id = o.organization_id AND l.order_id = o.id
            JOIN agreement a ON a.organization_id = o.organization_id AND a.id = o.agreement_id
            JOIN product p ON p.id = l.product_id
            CROSS JOIN generate_series(1, 300)
            """
        )
        let caller = try gateway.signedIn(.reportViewer)
        let body = JSONValue.object([
            JSONMember("query", .string("{ reports { orderHistory { nodes { purchaseReference } } } }"))
        ]).bytes
        var client: HTTPClient? = try HTTPClient(port: gateway.port)
        try client?.send(
            "POST",
            "/graphql?format=csv",
            headers: [
                ("Content-Type", "application/json"), ("Authorization", "Bearer \(try #require(caller.token))"),
            ],
            body: body
        )
        let watcher = try gateway.database.connect()
        func isOpen(_ condition: String = "true") throws -> Bool {
            try watcher.query(
                """
                SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND query LIKE 'FETCH%' AND state <> 'idle' AND \(condition)
                """
            ).rowCount > 0
        }
        // The statement waits for its client, and not for a moment only.
        var looks = 0
        try eventually("the statement waits for its client") {
            looks = try isOpen("wait_event_type = 'Client'") ? looks + 1 : 0
            return looks == 20
        }
        client = nil
        try eventually("the statement has ended") { try !isOpen() }
        #expect(try file(caller, "{ agreements(first: 1) { nodes { number } } }", as: "csv").status == 200)
    }
}
