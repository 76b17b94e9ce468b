import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// Each report's rows, all of them, against statements written by hand on the tables.
@Suite struct ReportFiguresTests {
    struct Report: CustomTestStringConvertible, Sendable {
        let name: String
        let fields: [String]
        let sql: String

        var testDescription: String { name }
    }

    private static let reports = [
        Report(
            name: "licenseSummary",
            fields: ["family", "version", "owned", "covered", "assigned", "available", "overAssigned"],
            sql: """
                SELECT p.family, p.version, sum(quantity), sum(covered), sum(assigned),
                    sum(CASE WHEN quantity > assigned THEN quantity - assigned ELSE 0 END),
                    sum(CASE WHEN assigned > quantity THEN assigned - quantity ELSE 0 END)
                FROM license_detail d, product p WHERE p.id = d.product_id AND d.status = 'ACTIVE' GROUP BY 1, 2
                """
        ),
        Report(
            name: "spendByMonth",
            fields: ["month", "agreementNumber", "orderCount", "total", "currency"],
            sql: """
                SELECT to_char(ordered_at AT TIME ZONE 'UTC', 'YYYY-MM-01'), a.number, count(DISTINCT o.id), sum(l.amount),
                    o.currency
                FROM purchase_order o, agreement a, order_line l
                WHERE a.id = o.agreement_id AND l.order_id = o.id AND o.status IN ('SUBMITTED', 'FULFILLED', 'INVOICED')
                GROUP BY 1, 2, 5
                """
        ),
        Report(
            name: "spendByQuarter",
            fields: ["quarter", "orderCount", "total", "currency"],
            sql: """
                SELECT make_date(
                        extract(year FROM ordered_at AT TIME ZONE 'UTC')::int,
                        (extract(month FROM ordered_at AT TIME ZONE 'UTC')::int - 1) / 3 * 3 + 1, 1),
                    count(DISTINCT o.id), sum(l.amount), o.currency
                FROM purchase_order o, order_line l
                WHERE l.order_id = o.id AND o.status IN ('SUBMITTED', 'FULFILLED', 'INVOICED') GROUP BY 1, 4
                """
        ),
        Report(
            name: "spendByAgreement",
            fields: ["agreementNumber", "orderCount", "total", "currency"],
            sql: """
                SELECT a.number, count(DISTINCT o.id), sum(l.quantity * l.unit_price), o.currency
                FROM purchase_order o, agreement a, order_line l
                WHERE a.id = o.agreement_id AND l.order_id = o.id AND o.status IN ('SUBMITTED', 'FULFILLED', 'INVOICED')
                GROUP BY 1, 4
                """
        ),
        Report(
            name: "spendByFamily",
            fields: ["family", "quantity", "total", "currency"],
            sql: """
                SELECT p.family, sum(l.quantity), sum(l.quantity * l.unit_price), o.currency
                FROM order_line l, purchase_order o, product p
                WHERE o.id = l.order_id AND p.id = l.product_id AND o.status IN ('SUBMITTED', 'FULFILLED', 'INVOICED')
                GROUP BY 1, 4
                """
        ),
        Report(
            name: "orderHistory",
            fields: ["orderNumber", "lineNumber", "status", "partNumber", "quantity", "amount", "currency"],
            sql: """
                SELECT o.number, l.line_number, o.status, p.part_number, l.quantity, l.quantity * l.unit_price, o.currency
                FROM order_line l, purchase_order o, product p WHERE o.id = l.order_id AND p.id = l.product_id
                """
        ),
        Report(
            name: "keyUsage",
            fields: ["lastFive", "activationsUsed", "activationsLimit", "activationsLeft", "isNearLimit"],
            sql: """
                SELECT last_five, activations_used, activations_limit, activations_limit - activations_used,
                    activations_used * 10 >= activations_limit * 9
                FROM license_key WHERE status = 'ACTIVE' AND activations_limit > 0
                """
        ),
        Report(
            name: "expiring",
            fields: ["kind", "endsOn", "daysLeft", "quantity"],
            sql: """
                SELECT 'AGREEMENT', ends_on, ends_on - (now() AT TIME ZONE 'UTC')::date, NULL FROM agreement
                WHERE organization_id = 1 AND status = 'ACTIVE' AND ends_on >= (now() AT TIME ZONE 'UTC')::date
                UNION ALL
                SELECT CASE WHEN type = 'SUBSCRIPTION' THEN type ELSE 'ASSURANCE' END, coverage_ends_on,
                    coverage_ends_on - (now() AT TIME ZONE 'UTC')::date,
                    CASE WHEN type = 'SUBSCRIPTION' THEN quantity ELSE covered END
                FROM license_detail
                WHERE status = 'ACTIVE' AND coverage_ends_on >= (now() AT TIME ZONE 'UTC')::date
                    AND (type = 'SUBSCRIPTION' OR covered > 0)
                """
        ),
        Report(
            name: "downloadActivity",
            fields: ["month", "fileName", "productName", "downloads", "continued", "people"],
            sql: """
                SELECT to_char(r.started_at AT TIME ZONE 'UTC', 'YYYY-MM-01'), f.name, p.name,
                    sum(CASE WHEN first_byte = 0 THEN 1 ELSE 0 END), sum(CASE WHEN first_byte > 0 THEN 1 ELSE 0 END),
                    count(DISTINCT r.user_id)
                FROM download_record r, download_file f, product p WHERE f.id = r.file_id AND p.id = f.product_id
                GROUP BY 1, 2, 3, f.id
                """
        ),
        Report(
            name: "downloadHistory",
            fields: ["fileName", "productName", "family", "firstByte"],
            sql: """
                SELECT f.name, p.name, p.family, r.first_byte
                FROM download_record r, download_file f, product p WHERE f.id = r.file_id AND p.id = f.product_id
                """
        ),
        Report(
            name: "seatConsumption",
            fields: ["month", "productName", "domainName", "seats", "seatsUsed"],
            sql: """
                SELECT to_char(m, 'YYYY-MM-01'), p.name, d.name,
                    (SELECT seats FROM seat_usage u WHERE u.service_id = s.id
                        AND to_char(u.day, 'YYYY-MM') <= to_char(m, 'YYYY-MM') ORDER BY u.day DESC LIMIT 1),
                    (SELECT seats_used FROM seat_usage u WHERE u.service_id = s.id
                        AND to_char(u.day, 'YYYY-MM') <= to_char(m, 'YYYY-MM') ORDER BY u.day DESC LIMIT 1)
                FROM online_service s, product p, organization_domain d,
                    generate_series(timestamp '2010-01-01', now() AT TIME ZONE 'UTC', interval '1 month') m
                WHERE s.organization_id = 1 AND p.id = s.product_id AND d.organization_id = 1 AND d.id = s.domain_id
                    AND to_char(m, 'YYYY-MM') >= to_char(s.provisioned_at AT TIME ZONE 'UTC', 'YYYY-MM')
                """
        ),
    ]

    @Test(arguments: reports)
    func reportSaysWhatTheTablesSay(report: Report) throws {
        let client = try TestGateway().signedIn()
        let (told, counted) = try withinOneDay { (try rows(of: report, client), try expected(report)) }
        #expect(told.count > 3)
        #expect(told.sorted() == counted)
    }

    private func rows(of report: Report, _ client: GatewayClient) throws -> [String] {
        var rows: [String] = []
        var after = "null"
        while true {
            let answer = try client.ask(
                """
                query ($after: String) { reports { \(report.name)(first: 100, after: $after) {
                  nodes { \(report.fields.joined(separator: " ")) } pageInfo { hasNextPage endCursor } } } }
                """,
                variables: "{\"after\": \(after)}"
            )
            #expect(answer.errors.isEmpty, "\(answer.http.text)")
            let page = try #require(answer.data?.at("reports.\(report.name)"))
            for node in page["nodes"]?.items ?? [] {
                rows.append(report.fields.map { Self.word(node[$0]) }.joined(separator: "|"))
            }
            guard page.at("pageInfo.hasNextPage")?.flag == true else { break }
            after = "\"\(try #require(page.at("pageInfo.endCursor")?.text))\""
        }
        return rows
    }

    @Test func licencesThatEndSoonAreFound() throws {
        let client = try TestGateway().signedIn()
        let owner = try owner()
        let (answer, count) = try withinOneDay {
            (
                try client.ask(
                    """
                    { licenseDetails(first: 100, filter: { expiresInDays: { gte: 0, lte: 90 } }) { totalCount
                        nodes { expiresInDays status } } }
                    """
                ),
                try owner.query(
                    """
                    SELECT count(*) FROM license_detail
                    WHERE coverage_ends_on BETWEEN (now() AT TIME ZONE 'UTC')::date AND (now() AT TIME ZONE 'UTC')::date + 90
                    """
                )
            )
        }
        #expect(answer.errors.isEmpty, "\(answer.http.text)")
        #expect(answer.json.at("data.licenseDetails.totalCount")?.integer == count.int8(0, 0))
        #expect(count.int8(0, 0) > 0)
    }

    /// A subscription runs out by the calendar, whoever looks.
    @Test func subscriptionIsExpiredTheDayAfterItsCoverage() throws {
        let database = try SampleDatabase.make()
        let owner = try database.connect()
        try owner.execute("SELECT set_config('gateway.organization_id', '1', false)")
        let found = try owner.query(
            "SELECT min(id) FROM license_detail WHERE type = 'SUBSCRIPTION' AND status = 'ACTIVE'"
        )
        let client = try TestGateway(database).signedIn()
        let answer = try withinOneDay {
            try owner.execute(
                """
                UPDATE license_detail SET coverage_starts_on = date '2020-01-01',
                    coverage_ends_on = (now() AT TIME ZONE 'UTC')::date - 1
                WHERE id = \(found.int8(0, 0))
                """
            )
            return try client.ask("{ licenseDetails(filter: { expiresInDays: { eq: -1 } }) { nodes { status type } } }")
        }
        #expect(answer.json.at("data.licenseDetails.nodes")?.json == #"[{"status":"EXPIRED","type":"SUBSCRIPTION"}]"#)
    }

    private func owner() throws -> Connection {
        let owner = try SampleDatabase.shared().connect()
        try owner.execute("SELECT set_config('gateway.organization_id', '1', false)")
        return owner
    }

    private func expected(_ report: Report) throws -> [String] {
        let columns = report.fields.indices.map { "coalesce(c\($0)::text, 'null')" }.joined(separator: " || '|' || ")
        let names = report.fields.indices.map { "c\($0)" }.joined(separator: ", ")
        let found = try owner().query("SELECT \(columns) FROM (\(report.sql)) rows (\(names))")
        return (0..<found.rowCount).map { found.text($0, 0) }.sorted()
    }

    private static func word(_ value: JSONValue?) -> String {
        switch value {
        case .string(let text): text
        case .integer(let integer): "\(integer)"
        case .boolean(let flag): "\(flag)"
        default: "null"
        }
    }
}
