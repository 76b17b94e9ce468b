import Accounts
import Crypto
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import Synchronization
import TestSupport
import Testing

/// The sealing key is changed while keys are shown. `ROTATED_KEYS=100000` runs it over as many.
@Suite struct RotateKeysTests {
    private static let count = ProcessInfo.processInfo.environment["ROTATED_KEYS"].flatMap { Int($0) } ?? 2_000
    private static let newKey = String(repeating: "5c", count: 32)
    private static let old = SampleDatabase.seal
    /// The new key seals, both open.
    private static let both = try? Seal(hexadecimal: newKey + "," + SampleDatabase.sealKey, source: "test")

    /// A database whose first organization has as many keys more, sealed with the old key.
    private func database(_ count: Int) throws -> TestDatabase {
        let database = try SampleDatabase.make()
        let owner = try database.connect()
        try owner.execute("SELECT set_config('gateway.organization_id', '1', false); SET statement_timeout = 0")
        let made = try owner.query(
            """
            INSERT INTO license_key (organization_id, agreement_id, product_id, type, status, last_five, issued_on)
            SELECT 1, agreement_id, product_id, 'VLK', 'ACTIVE', lpad(n::text, 5, '0'), date '2020-01-01'
            FROM generate_series(0, \(count - 1)) n,
                (SELECT agreement_id, product_id FROM license_key WHERE organization_id = 1 LIMIT 1) k
            RETURNING id, last_five
            """
        )
        let keys = (0..<made.rowCount).map { row in
            let key = Self.key(made.text(row, 1))
            return SealedLicenseKey(key, organizationID: 1, id: made.int8(row, 0), seal: Self.old)
        }
        var parameters = Parameters()
        parameters.int8Array(keys.map(\.id))
        parameters.binaryArray(keys.map(\.bytes))
        parameters.text(Self.old.name)
        _ = try owner.query(
            "INSERT INTO sealed_license_key SELECT 1, k.id, k.sealed, $3 FROM unnest($1::bigint[], $2::bytea[]) k (id, sealed)",
            parameters
        )
        return database
    }

    private static func key(_ lastFive: String) -> String { "KEYAA-KEYBB-KEYCC-KEYDD-\(lastFive)" }

    private static func sealedWith(_ database: TestDatabase) throws -> [String: Int64] {
        let found = try database.connect().query("SELECT sealed_with, count(*) FROM sealed_license_key GROUP BY 1")
        return Dictionary(uniqueKeysWithValues: (0..<found.rowCount).map { (found.text($0, 0), found.int8($0, 1)) })
    }

    @Test func rotationUnderReadersLosesNoKey() throws {
        let count = Self.count
        let database = try database(count)
        let both = try #require(Self.both)
        let gateway = try TestGateway(database) { $0.sealKey = SampleDatabase.sealKey + "," + Self.newKey }
        let isDone = Atomic(false)
        let shown = Mutex(0)
        let failures = Mutex<[String]>([])
        let ids = try Self.ids(gateway)
        let readers = (0..<2).map { reader in
            let thread = Thread {
                do {
                    let caller = try gateway.signedIn(.reportViewer)
                    var place = reader
                    while !isDone.load(ordering: .acquiring) {
                        let (id, lastFive) = ids[place % ids.count]
                        let key = try caller.revealed(id)
                        if key != Self.key(lastFive) { failures.withLock { $0.append(key) } }
                        shown.withLock { $0 += 1 }
                        place += 7
                    }
                } catch {
                    failures.withLock { $0.append("\(error)") }
                }
            }
            thread.start()
            return thread
        }
        while shown.withLock({ $0 }) < 10, failures.withLock({ $0.isEmpty }) { usleep(1_000) }
        let owner = try database.connect()
        try owner.execute("SET statement_timeout = 0")
        let began = ContinuousClock.now
        var seen = shown.withLock { $0 }
        let progress = try RotateKeys(seal: both, batch: 200).run(in: owner) { _ in
            // Not before a key was shown again, so that there are readers while it goes on, however slow they are.
            while shown.withLock({ $0 }) == seen, failures.withLock({ $0.isEmpty }) { usleep(1_000) }
            seen = shown.withLock { $0 }
        }
        let duration = ContinuousClock.now - began
        isDone.store(true, ordering: .releasing)
        while readers.contains(where: { !$0.isFinished }) { usleep(1_000) }
        #expect(failures.withLock { $0 } == [])
        #expect(progress.unopened == 0)
        #expect(progress.done == progress.total)
        #expect(progress.done >= count)
        #expect(try Self.sealedWith(database) == [both.name: Int64(progress.total)])
        print("rotated \(progress.done) keys in \(duration), \(seen) reveals until its end")
        // Every key opens with the new key alone.
        let opened = try TestGateway(database) { $0.sealKey = Self.newKey }
        let caller = try opened.signedIn()
        for (id, lastFive) in ids { #expect(try caller.revealed(id) == Self.key(lastFive)) }
    }

    /// Ids and last characters of some of the added keys, all of them if they are few.
    private static func ids(_ gateway: TestGateway) throws -> [(String, String)] {
        let caller = try gateway.signedIn()
        var found: [(String, String)] = []
        var cursor = "null"
        while found.count < 5_000 {
            let answer = try caller.ask(
                """
                query ($after: String) { keys(first: 100, after: $after, filter: { issuedOn: { eq: "2020-01-01" } }) {
                  nodes { id lastFive } pageInfo { hasNextPage endCursor } } }
                """,
                variables: "{\"after\": \(cursor)}"
            )
            for node in answer.json.at("data.keys.nodes")?.items ?? [] {
                found.append((try #require(node["id"]?.text), try #require(node["lastFive"]?.text)))
            }
            guard answer.json.at("data.keys.pageInfo.hasNextPage")?.flag == true else { break }
            cursor = "\"\(try #require(answer.json.at("data.keys.pageInfo.endCursor")?.text))\""
        }
        return found
    }

    @Test func rotationThatWasBrokenOffGoesOn() throws {
        let database = try database(300)
        let both = try #require(Self.both)
        let total = try #require(try Self.sealedWith(database)[Self.old.name])
        let victim = try database.connect()
        let administrator = try Connection(
            PostgresConfiguration(connectionString: database.administratorConnectionString)
        )
        let process = try victim.query("SELECT pg_backend_pid()").int4(0, 0)
        #expect(throws: AccountError.self) {
            try RotateKeys(seal: both, batch: 50).run(in: victim) { progress in
                if progress.done == 100 { _ = try? administrator.query("SELECT pg_terminate_backend(\(process))") }
            }
        }
        #expect(try Self.sealedWith(database) == [both.name: 100, Self.old.name: total - 100])
        let progress = try RotateKeys(seal: both, batch: 50).run(in: try database.connect())
        #expect(progress.total == Int(total) - 100)
        #expect(progress.done == progress.total)
        #expect(try RotateKeys(seal: both).run(in: try database.connect()).total == 0)
    }

    @Test func keyThatDoesNotOpenStaysAsItIs() throws {
        let database = try database(10)
        let stranger = try Seal(hexadecimal: Self.newKey, source: "test")
        let before = try Self.sealedWith(database)
        let progress = try RotateKeys(seal: stranger, batch: 7).run(in: try database.connect())
        #expect(progress.done == 0)
        #expect(progress.unopened == progress.total)
        #expect(try Self.sealedWith(database) == before)
    }
}
