import Foundation
import Postgres
import TestSupport
import Testing

/// `gateway import`, as operators run it.
@Suite struct ImportCommandTests {
    private let database: TestDatabase
    /// An agreement of the first organization, and products.
    private let agreement: String
    private let parts: [String]

    init() throws {
        database = try SampleDatabase.make()
        agreement = try database.value("SELECT number FROM agreement ORDER BY id LIMIT 1")
        parts = try database.rows("SELECT part_number FROM product ORDER BY id LIMIT 3")
            .map { $0.trimmingCharacters(in: ["(", ")", "\""]) }
    }

    /// Everything that an import of orders could touch.
    private func everything() throws -> [String] {
        try ([1, 2] as [Int64]).flatMap {
            try database.rows("SELECT * FROM purchase_order ORDER BY id", organization: $0)
                + database.rows("SELECT * FROM order_line ORDER BY order_id, line_number", organization: $0)
        }
    }

    /// Who may leave it out does not have each line's foreign keys looked up.
    @Test(arguments: [false, true])
    func ordersAreAddedWithTheirLinesAndTotals(bySuperuser: Bool) throws {
        let file = try ImportFile([
            ImportFile.orderHeader,
            ImportFile.order("N-1", agreement: agreement, part: parts[0]),
            ImportFile.order("N-1", agreement: agreement, line: "2", part: parts[1], quantity: "3", price: "0.99"),
            ImportFile.order("N-2", agreement: agreement, part: parts[2], quantity: "1", price: "1000"),
        ])
        let outcome = try file.load("orders", into: database, bySuperuser: bySuperuser)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == "3 rows read, 5 added, 0 changed.\n")
        let totals = try database.rows(
            "SELECT number, status, total, currency FROM purchase_order WHERE number LIKE 'N-%' ORDER BY number"
        )
        #expect(totals == ["(N-1,SUBMITTED,23.97,EUR)", "(N-2,SUBMITTED,1000.00,EUR)"])
        let spent = "SELECT coalesce(sum(amount), 0) FROM"
        let summedUp = try database.value("\(spent) line_spending WHERE organization_id = 1")
        #expect(
            try summedUp
                == database.value(
                    "\(spent) order_line l JOIN purchase_order o ON o.id = l.order_id WHERE o.status <> 'CANCELLED'"
                )
        )
    }

    @Test func importingAgainChangesNothing() throws {
        let file = try ImportFile([
            ImportFile.orderHeader, ImportFile.order("N-1", agreement: agreement, part: parts[0]),
        ])
        _ = try file.load("orders", into: database)
        let before = try everything()
        #expect(try file.load("orders", into: database).output == "1 row read, nothing to change.\n")
        #expect(try everything() == before)
    }

    @Test func whatDiffersIsChangedAndTheTotalWithIt() throws {
        _ = try ImportFile([ImportFile.orderHeader, ImportFile.order("N-1", agreement: agreement, part: parts[0])])
            .load("orders", into: database)
        let outcome = try ImportFile([
            ImportFile.orderHeader,
            ImportFile.order(
                "N-1",
                agreement: agreement,
                status: "FULFILLED",
                fulfilledAt: "2026-03-15T00:00:00+01:00",
                part: parts[0],
                quantity: "4"
            ),
        ]).load("orders", into: database)
        #expect(outcome.output == "1 row read, 0 added, 2 changed.\n")
        #expect(
            try database.value("SELECT status, total FROM purchase_order WHERE number = 'N-1'") == "FULFILLED,42.00"
        )
    }

    @Test func dryRunSaysWhatWouldChangeAndChangesNothing() throws {
        let before = try everything()
        let file = try ImportFile([
            ImportFile.orderHeader, ImportFile.order("N-1", agreement: agreement, part: parts[0]),
        ])
        let outcome = try file.load("orders", into: database, ["--dry-run"])
        #expect(outcome.status == 0)
        #expect(outcome.output == "1 row read; would be 2 added, 0 changed.\n")
        #expect(try everything() == before)
    }

    @Test func fileWithTenBadRowsIsRefusedWholeWithTenMessages() throws {
        let before = try everything()
        let (a, p) = (agreement, parts[0])
        let file = try ImportFile([
            ImportFile.orderHeader,
            ImportFile.order("N-1", agreement: a, part: p),
            ImportFile.order("N-2", agreement: "0000000000", part: p),
            ImportFile.order("N-3", agreement: a, status: "SENT", part: p),
            ImportFile.order("N-4", agreement: a, orderedAt: "2026-02-30T10:00:00Z", part: p),
            ImportFile.order("N-5", agreement: a, part: "NO-SUCH-PART"),
            ImportFile.order("N-6", agreement: a, part: p, quantity: "-1"),
            ImportFile.order("N-7", agreement: a, part: p, price: "1,50").replacing("1,50", with: "\"1,50\""),
            ImportFile.order("N-8", agreement: a, currency: "euro", part: p),
            ImportFile.order("N-9", agreement: a, fulfilledAt: "2026-03-13T10:00:00Z", part: p),
            ImportFile.order("N-1", agreement: a, part: p),
            ImportFile.order("", agreement: a, part: p),
            ImportFile.order("N-10", agreement: a, part: p),
        ])
        let outcome = try file.load("orders", into: database)
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        let lines = outcome.errors.split(separator: "\n")
        let told = lines.filter { $0.contains("file.csv: line ") }.map { $0.split(separator: "file.csv: ")[1] }
        #expect(
            told == [
                "line 3, agreement_number: There is no agreement 0000000000.",
                "line 4, status: \"SENT\" is not one of SUBMITTED, FULFILLED, INVOICED, CANCELLED.",
                "line 5, ordered_at: \"2026-02-30T10:00:00Z\" is not a time with its zone, such as 2026-03-14T10:00:00Z.",
                "line 6, part_number: There is no product NO-SUCH-PART. Import it first.",
                "line 7, quantity: \"-1\" is not a whole number from 1 to 1000000000.",
                "line 8, unit_price: \"1,50\" is not a number with at most 12 digits before the point and 2 behind it, such as 1249.50.",
                "line 9, currency: euro is no currency: write three capital letters, such as EUR.",
                "line 10, fulfilled_at: The order is fulfilled before it is placed.",
                "line 11, line_number: Line 1 of the order N-1 stands in line 2 already.",
                "line 12, order_number: There is no value.",
            ],
            "\(outcome.errors)"
        )
        #expect(lines.last == "Nothing was imported: 10 faults.")
        #expect(try everything() == before)
    }

    @Test func rowsOfOneOrderSayTheSameOfIt() throws {
        let outcome = try ImportFile([
            ImportFile.orderHeader,
            ImportFile.order("N-1", agreement: agreement, part: parts[0]),
            ImportFile.order("N-1", agreement: agreement, currency: "USD", line: "2", part: parts[0]),
        ]).load("orders", into: database)
        #expect(outcome.errors.contains("line 3, currency: The order N-1 says something else in line 2."))
    }

    @Test func agreementOfSeveralCustomersNeedsItsAccount() throws {
        try database.connect().execute(
            """
            SELECT set_config('gateway.organization_id', '2', false);
            UPDATE agreement SET number = '\(agreement)' WHERE id = (SELECT min(id) FROM agreement WHERE organization_id = 2)
            """
        )
        let row = { (account: String) in
            ImportFile.order("N-1", agreement: agreement, account: account, part: parts[0])
        }
        let refused = try ImportFile([ImportFile.orderHeader, row("")]).load("orders", into: database)
        #expect(refused.errors.contains("2 customers have an agreement \(agreement): say which"))
        let account = try database.value(
            """
            SELECT p.number FROM agreement a JOIN purchasing_account p ON p.id = a.purchasing_account_id
            WHERE a.organization_id = 2 AND a.number = '\(agreement)'
            """
        )
        let taken = try ImportFile([ImportFile.orderHeader, row(account)]).load("orders", into: database)
        #expect(taken.status == 0, "\(taken.errors)")
        let found = "SELECT count(*) FROM purchase_order WHERE number = 'N-1'"
        #expect(try database.value(found, organization: 1) == "0")
        #expect(try database.value(found, organization: 2) == "1")
    }

    /// Killed while it reads, checks or writes: nothing is left of it, or it was done, and it runs again.
    @Test func killedImportLeavesNothing() throws {
        let before = try everything()
        let administrator = try Connection(
            PostgresConfiguration(connectionString: database.administratorConnectionString)
        )
        func waitForItsSessions(toBe count: Int, _ condition: String = "true") throws {
            try eventually("\(count) of the import's sessions are there") {
                try administrator.query(
                    """
                    SELECT FROM pg_stat_activity
                    WHERE datname = current_database() AND backend_type = 'client backend' AND usename = 'gateway' AND \(condition)
                    """
                ).rowCount == count
            }
        }
        let rows = (0..<4_000).map { index in
            ImportFile.order("N-\(index / 5)", agreement: agreement, line: "\(index % 5 + 1)", part: parts[index % 3])
        }
        let file = try ImportFile([ImportFile.orderHeader] + rows)
        let lines =
            "SELECT count(*) FROM order_line l JOIN purchase_order o ON o.id = l.order_id WHERE o.number LIKE 'N-%'"
        // At times that a machine takes for one step or another, and at the first row that is written.
        for delay in [40_000, 120_000, 250_000, 400_000, 600_000, nil] as [UInt32?] {
            var blocker: Connection?
            if delay == nil {
                blocker = try Connection(
                    PostgresConfiguration(connectionString: database.administratorConnectionString)
                )
                try blocker?.execute("BEGIN; LOCK TABLE gateway.purchase_order IN SHARE ROW EXCLUSIVE MODE")
            }
            let (process, _, _) = try Program.start(file.arguments("orders", database, []))
            if let delay { usleep(delay) } else { try waitForItsSessions(toBe: 1, "wait_event_type = 'Lock'") }
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
            blocker = nil
            // The server notices at the next write to the connection, or when the statement ends.
            try waitForItsSessions(toBe: 0)
            // It may have been quicker.
            guard try database.value(lines) == "4000" else {
                #expect(try everything() == before)
                continue
            }
            #expect(delay != nil)
            try database.connect().execute(
                """
                SELECT set_config('gateway.organization_id', '1', false);
                DELETE FROM order_line WHERE order_id IN (SELECT id FROM purchase_order WHERE number LIKE 'N-%');
                DELETE FROM purchase_order WHERE number LIKE 'N-%'
                """
            )
            try waitForItsSessions(toBe: 0)
        }
        let outcome = try file.load("orders", into: database)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try database.value(lines) == "4000")
    }

    @Test func productsAndLicencesAreImportedToo() throws {
        let products = try ImportFile([
            "part_number;name;family;kind;unit;status;available_since",
            "X-1;\"Suite, new\";Suites;SOFTWARE;DEVICE;AVAILABLE;2026-01-01",
        ])
        #expect(try products.load("products", into: database).output == "1 row read, 1 added, 0 changed.\n")
        #expect(try products.load("products", into: database).output == "1 row read, nothing to change.\n")
        let header =
            "agreement_number,part_number,type,status,quantity,covered,assigned,acquired_on,coverage_starts_on,coverage_ends_on"
        let licenses = { (quantity: Int) in
            try ImportFile([header, "\(agreement),X-1,PERPETUAL,ACTIVE,\(quantity),0,7,2026-01-02,,"])
        }
        #expect(try licenses(5).load("licenses", into: database).output == "1 row read, 1 added, 0 changed.\n")
        #expect(try licenses(6).load("licenses", into: database).output == "1 row read, 0 added, 1 changed.\n")
        #expect(
            try database.value("SELECT quantity, over_assigned FROM license_detail WHERE acquired_on = '2026-01-02'")
                == "6,1"
        )
    }

    @Test func wrongHeaderIsToldWithTheNearestNames() throws {
        let outcome = try ImportFile(["part_numbr,name,family,kind,unit,status", "1,2,3,4,5,6"]).load(
            "products",
            into: database
        )
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("there is no column `part_numbr`. Did you mean `part_number`?"))
        #expect(outcome.errors.contains("the column `available_since` is missing"))
    }

    @Test(arguments: ["products", "orders", "licenses"])
    func templateIsTheHeaderOfAnEmptyFile(kind: String) throws {
        let template = try Program.run(["export-template", kind])
        #expect(template.status == 0)
        let header = template.output.trimmingCharacters(in: .newlines)
        #expect(try ImportFile([header]).load(kind, into: database).output == "0 rows read, nothing to change.\n")
        let columns = try Program.run(["export-template", kind, "--columns"]).output
        for name in header.split(separator: ",") { #expect(columns.contains("\(name) ")) }
    }

    @Test func unknownKindIsTold() throws {
        let outcome = try Program.run(["import", "invoices", "x.csv"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("there are agreements, products, orders, keys, licenses, seats"))
    }
}
