import Accounts
import Postgres
import SampleData
import TestSupport
import Testing

/// Spending is summed up from entries that triggers append: they say what the tables say, whatever is changed.
@Suite struct SpendingChangesTests {
    /// Each report with the statement that says the same of the tables, by hand.
    private static let reports = [
        (
            "SELECT month, agreement_id, currency, agreement_number, order_count, total FROM spend_by_month",
            """
            SELECT make_date(
                    extract(year FROM o.ordered_at AT TIME ZONE 'UTC')::int,
                    extract(month FROM o.ordered_at AT TIME ZONE 'UTC')::int, 1),
                a.id, o.currency, a.number, count(*), sum(o.total)
            FROM purchase_order o, agreement a
            WHERE a.organization_id = o.organization_id AND a.id = o.agreement_id
                AND o.status IN ('SUBMITTED', 'FULFILLED', 'INVOICED')
            GROUP BY 1, 2, 3, 4
            """
        ),
        (
            "SELECT quarter, currency, order_count, total FROM spend_by_quarter",
            """
            SELECT make_date(
                    extract(year FROM ordered_at AT TIME ZONE 'UTC')::int,
                    (extract(month FROM ordered_at AT TIME ZONE 'UTC')::int - 1) / 3 * 3 + 1, 1),
                currency, count(*), sum(total)
            FROM purchase_order WHERE status IN ('SUBMITTED', 'FULFILLED', 'INVOICED') GROUP BY 1, 2
            """
        ),
        (
            "SELECT agreement_number, agreement_title, currency, order_count, total FROM spend_by_agreement",
            """
            SELECT a.number, a.title, o.currency, count(*), sum(o.total) FROM purchase_order o, agreement a
            WHERE a.organization_id = o.organization_id AND a.id = o.agreement_id
                AND o.status IN ('SUBMITTED', 'FULFILLED', 'INVOICED')
            GROUP BY 1, 2, 3
            """
        ),
        (
            "SELECT family, currency, quantity, total FROM spend_by_family",
            """
            SELECT p.family, o.currency, sum(l.quantity), sum(l.quantity * l.unit_price)
            FROM order_line l, purchase_order o, product p
            WHERE o.id = l.order_id AND p.id = l.product_id AND o.status IN ('SUBMITTED', 'FULFILLED', 'INVOICED')
            GROUP BY 1, 2
            """
        ),
    ]

    /// Rows that only a report or only the tables have, of what is committed.
    private func differences(_ database: TestDatabase) throws -> [String] {
        var found: [String] = []
        for organization in 1...2 {
            let reader = try database.writer(organization: organization)
            for (report, tables) in Self.reports {
                // Under its own rules the owner sees everybody's entries.
                let own = "\(report) WHERE organization_id = \(organization)"
                let rows = try reader.query(
                    """
                    (SELECT 'report ' || r::text FROM (\(own) EXCEPT ALL (\(tables))) r)
                    UNION ALL (SELECT 'tables ' || t::text FROM ((\(tables)) EXCEPT ALL \(own)) t)
                    """
                )
                found += (0..<rows.rowCount).map { "\(report): \(rows.text($0, 0))" }
            }
        }
        return found
    }

    /// Three sessions with transactions at random, a step of one after a step of another. What must wait for another's
    /// transaction gives up and is rolled back.
    @Test(arguments: UInt64(1)...5)
    func figuresAreRightAfterRandomChanges(seed: UInt64) throws {
        let database = try SampleDatabase.make()
        var changes = RandomChanges(seed: seed)
        let sessions = try (0..<3).map { try database.writer(organization: $0 < 2 ? 1 : 2) }
        for session in sessions { try session.execute("SET lock_timeout = '20ms'") }
        var isOpen = [false, false, false]
        var (committed, gaveUp) = (0, 0)
        for step in 0..<300 {
            let place = changes.number(3)
            let session = sessions[place]
            do {
                if !isOpen[place] {
                    try session.execute("BEGIN")
                    isOpen[place] = true
                } else if changes.number(4) == 0 {
                    isOpen[place] = false
                    let isKept = changes.number(5) > 0
                    try session.execute(isKept ? "COMMIT" : "ROLLBACK")
                    committed += isKept ? 1 : 0
                    let wrong = try differences(database)
                    try #require(wrong.isEmpty, "step \(step): \(wrong.prefix(5))")
                } else {
                    try session.execute(changes.statement(organization: place < 2 ? 1 : 2))
                }
            } catch let error as PostgresError {
                // Waited too long, or waited for each other: other faults are the test's own.
                try #require(["55P03", "40P01"].contains(error.sqlState), "\(error)")
                gaveUp += 1
                isOpen[place] = false
                try session.execute("ROLLBACK")
            }
        }
        #expect(committed > 10, "\(gaveUp) transactions gave up")
    }

    /// What one statement does to an order and to its lines at once.
    @Test(arguments: [
        "WITH o AS (UPDATE purchase_order SET status = 'CANCELLED', fulfilled_at = NULL WHERE id = 1) "
            + "UPDATE order_line SET quantity = quantity + 1 WHERE order_id = 1",
        "WITH l AS (DELETE FROM order_line WHERE order_id = 1 RETURNING order_id) "
            + "UPDATE purchase_order SET currency = 'CHF' WHERE id IN (SELECT order_id FROM l)",
        "WITH l AS (DELETE FROM order_line WHERE order_id < 20 RETURNING order_id) "
            + "DELETE FROM purchase_order WHERE id IN (SELECT order_id FROM l)",
        "WITH o AS (DELETE FROM purchase_order WHERE id < 20 RETURNING id) "
            + "DELETE FROM order_line WHERE order_id IN (SELECT id FROM o)",
        "WITH o AS (UPDATE purchase_order SET id = 900001 WHERE id = 1) "
            + "UPDATE order_line SET order_id = 900001 WHERE order_id = 1",
        "WITH o AS (UPDATE purchase_order SET status = 'CANCELLED', fulfilled_at = NULL WHERE id < 20) "
            + "UPDATE order_line SET order_id = order_id + 20, line_number = line_number + 50 WHERE order_id < 20",
        "UPDATE order_line SET order_id = 2, line_number = line_number + 50 WHERE order_id = 1",
        "DELETE FROM purchase_order WHERE id < 100",
        "UPDATE purchase_order SET status = CASE status WHEN 'CANCELLED' THEN 'INVOICED' ELSE 'CANCELLED' END, "
            + "fulfilled_at = NULL",
        "SET CONSTRAINTS ALL IMMEDIATE; UPDATE purchase_order SET currency = 'CHF' WHERE id < 100",
        "DELETE FROM purchase_order WHERE id = 1; INSERT INTO purchase_order (organization_id, id, agreement_id, "
            + "number, status, ordered_at, currency, total) "
            + "SELECT 1, 1, agreement_id, 'again', 'SUBMITTED', ordered_at, 'CHF', 5 FROM purchase_order WHERE id = 2; "
            + "INSERT INTO order_line (organization_id, order_id, line_number, product_id, quantity, unit_price) "
            + "SELECT 1, 1, 1, min(id), 3, 1.50 FROM product",
        "INSERT INTO purchase_order SELECT * FROM purchase_order WHERE id = 1 ON CONFLICT (organization_id, id) "
            + "DO UPDATE SET currency = 'CHF', total = 7, ordered_at = timestamptz '2019-12-31 23:59:59Z'",
        "UPDATE product SET family = 'Another family' WHERE id % 3 = 0",
        "UPDATE agreement SET number = number || 'X', title = 'Another title'",
        "TRUNCATE order_line",
        "TRUNCATE purchase_order, order_line",
    ])
    func oneStatementIsCountedOnce(statement: String) throws {
        let database = try SampleDatabase.make()
        try database.writer().execute("BEGIN; \(statement); COMMIT")
        #expect(try differences(database) == [])
    }

    /// One transaction adds lines to an order that another cancels: each way round.
    @Test(arguments: ["COMMIT", "ROLLBACK"])
    func lineOfAnOrderThatIsCancelledMeanwhileDoesNotCount(end: String) throws {
        let database = try SampleDatabase.make()
        let (adding, cancelling) = (try database.writer(), try database.writer())
        let line = """
            INSERT INTO order_line (organization_id, order_id, line_number, product_id, quantity, unit_price)
            SELECT 1, id, 500, (SELECT min(id) FROM product), 7, 1.25 FROM purchase_order WHERE id IN (1, 2)
            """
        // On its own: with the transaction it would be rolled back.
        for session in [adding, cancelling] { try session.execute("SET lock_timeout = '20ms'") }
        try cancelling.execute("BEGIN")
        try adding.execute("BEGIN; \(line)")
        #expect(throws: PostgresError.self) {
            try cancelling.execute("UPDATE purchase_order SET status = 'CANCELLED' WHERE id = 1")
        }
        try adding.execute(end)
        try cancelling.execute(
            "ROLLBACK; BEGIN; UPDATE purchase_order SET status = 'CANCELLED', fulfilled_at = NULL WHERE id = 1"
        )
        #expect(throws: PostgresError.self) { try adding.execute("DELETE FROM order_line WHERE order_id = 1") }
        try cancelling.execute("COMMIT")
        #expect(try differences(database) == [])
    }

    /// Two transactions that write other orders of one month, in whatever sequence, never wait.
    @Test func ordersOfOneMonthAreChangedBesideEachOther() throws {
        let database = try SampleDatabase.make()
        let (one, other) = (try database.writer(), try database.writer())
        for session in [one, other] {
            try session.execute("SET lock_timeout = '20ms'")
            try session.execute("BEGIN")
        }
        let months = ["2024-03-05 12:00Z", "2024-04-05 12:00Z"]
        for (session, first, months) in [(one, 1, months), (other, 51, months.reversed())] {
            for (place, month) in months.enumerated() {
                let order = first + place
                try session.execute(
                    """
                    UPDATE purchase_order SET ordered_at = '\(month)', fulfilled_at = NULL, currency = 'EUR',
                        status = 'SUBMITTED',
                        agreement_id = (SELECT min(id) FROM agreement WHERE organization_id = 1) WHERE id = \(order);
                    UPDATE order_line SET product_id = (SELECT min(id) FROM product) WHERE order_id = \(order)
                    """
                )
            }
        }
        try other.execute("COMMIT")
        try one.execute("COMMIT")
        #expect(try differences(database) == [])
    }

    /// Rewriting what others have added since would need to see it.
    @Test func statusIsNotChangedOnAnOlderSnapshot() throws {
        let writer = try SampleDatabase.make().writer()
        try writer.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; UPDATE purchase_order SET total = total + 1")
        let error = #expect(throws: PostgresError.self) {
            try writer.execute("UPDATE purchase_order SET status = 'CANCELLED', fulfilled_at = NULL")
        }
        #expect(error?.sqlState == "0A000")
    }

    /// A line without an order is nobody's: rather no change than a figure that is wrong.
    @Test func orderThatIsSettledBeforeItsLinesAreGoneStays() throws {
        let database = try SampleDatabase.make()
        let writer = try database.writer()
        let error = #expect(throws: PostgresError.self) {
            try writer.execute("BEGIN; SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM purchase_order WHERE id = 1")
        }
        #expect(error?.sqlState == "23502")
        try writer.execute("ROLLBACK")
        #expect(try differences(database) == [])
    }

    /// When every thousandth entry comes, those of its organization become one for each key.
    @Test(arguments: [("order_spending", "month, agreement_id, currency"), ("line_spending", "product_id, currency")])
    func entriesAreFolded(table: String, key: String) throws {
        let database = try SampleDatabase.make()
        let writer = try database.writer()
        let change = """
            UPDATE purchase_order SET total = total + 1 WHERE id < 10;
            UPDATE order_line SET quantity = quantity + 1 WHERE order_id < 10;
            """
        let most = """
            SELECT max(entries) FROM (
                SELECT count(*) AS entries FROM \(table) WHERE organization_id = 1 GROUP BY \(key)
            ) k
            """
        for _ in 0..<5 { try writer.execute(change) }
        #expect(try writer.query(most).int8(0, 0) > 5)
        _ = try writer.query("SELECT setval('\(table)_entry_seq', 999999)")
        try writer.execute(change)
        #expect(try writer.query(most).int8(0, 0) == 1)
        #expect(try differences(database) == [])
    }
}

/// Statements at random on orders and lines, several rows each.
private struct RandomChanges {
    private var state: UInt64
    private var count = 0

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func number(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }

    private mutating func pick(_ values: [String]) -> String { "'\(values[number(values.count)])'" }
    private mutating func status() -> String { pick(["SUBMITTED", "FULFILLED", "INVOICED", "CANCELLED"]) }
    private mutating func currency() -> String { pick(["USD", "EUR", "CHF"]) }
    private mutating func money() -> String { "\(number(100_000)).\(10 + number(90))" }

    /// Some of the rows, by the orders' ids.
    private mutating func some(_ column: String) -> String { "\(column) % 37 = \(number(37))" }

    mutating func statement(organization: Int) -> String {
        count += 1
        let place = number(1_000)
        let agreement = """
            (SELECT a.id FROM agreement a WHERE a.organization_id = \(organization)
                ORDER BY a.id OFFSET \(number(10)) LIMIT 1)
            """
        let product = "(SELECT p.id FROM product p ORDER BY p.id OFFSET \(number(14)) LIMIT 1)"
        let order = "(SELECT o.id FROM purchase_order o ORDER BY o.id OFFSET \(number(100)) LIMIT 1)"
        let time = "timestamptz '2023-12-31 22:00Z' + interval '\(number(900)) days \(number(86_400)) seconds'"
        let lines = """
            INSERT INTO order_line (organization_id, order_id, line_number, product_id, quantity, unit_price)
            SELECT \(organization), o.id, \(count * 1_000) + n, \(product), \(1 + number(90)), \(money())
            FROM generate_series(1, \(1 + number(4))) n,
            """
        let orders = """
            INSERT INTO purchase_order (organization_id, agreement_id, number, status, ordered_at, currency, total)
            SELECT \(organization), \(agreement), 'N-\(number(1 << 40))-' || n, \(status()), \(time), \(currency()),
                \(money())
            FROM generate_series(1, \(1 + number(4))) n
            """
        switch number(17) {
        case 0: return orders
        case 1, 2: return "WITH o AS (\(orders) RETURNING id) \(lines) o"
        case 3: return "\(lines) (SELECT id FROM purchase_order WHERE \(some("id"))) o"
        case 4: return "UPDATE purchase_order SET status = \(status()), fulfilled_at = NULL WHERE \(some("id"))"
        case 5: return "UPDATE purchase_order SET ordered_at = \(time), fulfilled_at = NULL WHERE \(some("id"))"
        case 6: return "UPDATE purchase_order SET agreement_id = \(agreement) WHERE \(some("id"))"
        case 7: return "UPDATE purchase_order SET currency = \(currency()), total = \(money()) WHERE \(some("id"))"
        case 8: return "UPDATE order_line SET quantity = quantity + \(number(5)) WHERE \(some("order_id"))"
        case 9:
            return "UPDATE order_line SET unit_price = \(money()), product_id = \(product) WHERE \(some("order_id"))"
        case 10:
            return """
                UPDATE order_line SET order_id = \(order),
                    line_number = order_id * 1000000 + line_number + \(count * 1_000)
                WHERE \(some("order_id")) AND line_number < 1000
                """
        case 11: return "DELETE FROM order_line WHERE \(some("order_id")) AND line_number % 3 = 0"
        case 12: return "DELETE FROM purchase_order WHERE id % 97 = \(number(97))"
        case 13:
            return """
                WITH o AS (
                    UPDATE purchase_order SET status = \(status()), currency = \(currency()), fulfilled_at = NULL
                    WHERE id % 37 = \(place % 37) RETURNING id
                ), d AS (
                    DELETE FROM order_line WHERE order_id % 37 = \(place % 37) AND line_number % 2 = 0
                )
                \(lines) o
                """
        case 14: return "SAVEPOINT s; UPDATE purchase_order SET currency = 'GBP' WHERE \(some("id")); ROLLBACK TO s"
        case 15: return "UPDATE product SET family = \(pick(["North", "South"])) WHERE id = \(product)"
        // So that the next entries are the ones at which there is folding.
        default:
            let sequence = number(2) == 0 ? "order_spending_entry_seq" : "line_spending_entry_seq"
            return "SELECT setval('\(sequence)', (last_value / 1000 + 1) * 1000 - 2) FROM \(sequence)"
        }
    }
}
