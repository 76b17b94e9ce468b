import Foundation
import Postgres
import TestSupport
import Testing

/// A search that finds nothing is worth something only if it finds what is there.
@Suite struct SecretSweepTests {
    private let planted = "planted where it must not be"
    private let other = "nowhere to be found"

    @Test(arguments: [
        "CREATE TABLE t AS SELECT 'before % behind'::text AS x",
        "CREATE TABLE t AS SELECT '%'::bytea AS x",
        "CREATE TABLE t AS SELECT jsonb_build_object('a', '%') AS x",
        "CREATE TABLE t (x text DEFAULT '%')",
        "CREATE TABLE t (x text); COMMENT ON TABLE t IS '%'",
    ])
    func dumpedSecretsAreFound(_ sql: String) throws {
        let database = try TestDatabase.empty()
        try database.connect().execute("CREATE SCHEMA gateway; " + sql.replacing("%", with: planted))
        let file = try SecretSweep.dump(database.name)
        #expect(try SecretSweep([other, planted]).findings(in: [file]).count == 1)
        #expect(try SecretSweep([other]).findings(in: [file]).isEmpty)
    }

    @Test func loggedSecretsAreFound() throws {
        let file = "/tmp/gateway-planted-\(getpid())"
        try "a line\nanother with \(planted)".write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        #expect(try SecretSweep([planted]).findings(in: [file]) == ["\(file):\(planted)"])
        #expect(try SecretSweep([other]).findings(in: [file]).isEmpty)
    }

    @Test func aSearchThatFailsIsNoFinding() {
        #expect(throws: (any Error).self) { try SecretSweep([planted]).findings(in: ["/nonexistent"]) }
    }
}
