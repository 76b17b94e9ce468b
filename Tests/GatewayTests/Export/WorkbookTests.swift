import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// Lists as workbooks, read with openpyxl.
@Suite struct WorkbookTests {
    private func export(_ caller: GatewayClient, _ query: String) throws -> HTTPAnswer {
        try caller.http.request(
            "POST",
            "/graphql?format=xlsx",
            headers: [
                ("Content-Type", "application/json"), ("Authorization", "Bearer \(try #require(caller.token))"),
            ],
            body: JSONValue.object([JSONMember("query", .string(query))]).bytes
        )
    }

    /// The one sheet's rows; a cell is its type and value, or null.
    private func rows(of answer: HTTPAnswer, sheet: String) throws -> [[JSONValue]] {
        try #require(WorkbookReader.sheets(of: answer.body)[sheet]).items.map(\.items)
    }

    @Test func everyRowIsInTheWorkbookAndItsCellsHaveTypes() throws {
        let gateway = try TestGateway()
        let caller = try gateway.signedIn(.reportViewer)
        let answer = try export(
            caller,
            "{ orders(orderBy: [{ number: ASC }]) { nodes { number orderedAt total agreement { startsOn title } } } }"
        )
        #expect(answer.status == 200)
        #expect(
            answer["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
        #expect(answer["content-disposition"] == #"attachment; filename="orders.xlsx""#)
        let rows = try rows(of: answer, sheet: "orders")
        let page = try caller.ask(
            "{ orders(first: 1, orderBy: [{ number: ASC }]) { totalCount nodes { number orderedAt total agreement { startsOn } } } }"
        )
        let count = try #require(page.data?.at("orders.totalCount")?.integer)
        #expect(rows.count == count + 1)
        #expect(
            rows[0].map { $0.items.last?.text } == [
                "number", "orderedAt", "total", "agreement.startsOn", "agreement.title",
            ]
        )
        #expect(rows[1].map { $0.items.first?.text } == ["s", "d", "n", "d", "s"])
        let first = try #require(page.data?.at("orders.nodes")?.items.first)
        #expect(rows[1][0].items.last?.text == first.at("number")?.text)
        // The workbook keeps times to the second, as a spreadsheet shows them.
        #expect(
            try #require(first.at("orderedAt")?.text).hasPrefix(#require(rows[1][1].items.last?.text?.prefix(19)))
        )
        #expect(rows[1][3].items.last?.text == "\(try #require(first.at("agreement.startsOn")?.text))T00:00:00")
    }

    @Test func aTextThatLooksLikeAFormulaStaysAText() throws {
        let database = try SampleDatabase.make()
        try database.connect(role: nil).execute(
            "ALTER TABLE agreement NO FORCE ROW LEVEL SECURITY; UPDATE agreement SET title = '=1+1'"
        )
        let answer = try export(try TestGateway(database).signedIn(), "{ agreements { nodes { title } } }")
        #expect(try rows(of: answer, sheet: "agreements")[1] == [.array([.string("s"), .string("=1+1")])])
    }

    @Test func numbersThatASpreadsheetWouldRoundAreTexts() throws {
        let database = try SampleDatabase.make()
        try database.connect(role: nil).execute(
            """
            CREATE OR REPLACE VIEW spend_by_quarter WITH (security_invoker = true) AS
            SELECT organization_id, date '2024-01-01' AS quarter, 'EUR'::text COLLATE "C" AS currency, count(*) AS order_count,
                12345678901234567.89::numeric AS total
            FROM purchase_order GROUP BY organization_id
            """
        )
        let answer = try export(
            try TestGateway(database).signedIn(.reportViewer),
            "{ reports { spendByQuarter { nodes { total orderCount } } } }"
        )
        let row = try rows(of: answer, sheet: "spendByQuarter")[1]
        #expect(row[0] == .array([.string("s"), .string("12345678901234567.89")]))
        #expect(row[1].items.first == .string("n"))
    }

    @Test func aTextThatNoCellHoldsRefusesTheFileAndNamesTheCell() throws {
        let database = try SampleDatabase.make()
        try database.connect(role: nil).execute(
            """
            CREATE OR REPLACE VIEW spend_by_quarter WITH (security_invoker = true) AS
            SELECT organization_id, date '2024-01-01' AS quarter, repeat('x', 40000) COLLATE "C" AS currency,
                count(*) AS order_count, 1::numeric AS total
            FROM purchase_order GROUP BY organization_id
            """
        )
        let answer = try export(
            try TestGateway(database).signedIn(.reportViewer),
            "{ reports { spendByQuarter { nodes { currency } } } }"
        )
        #expect(answer.text.contains("BAD_USER_INPUT"))
        #expect(answer.text.contains("`currency` in row 2 has more than 32,767 characters"))
    }
}
