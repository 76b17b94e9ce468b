import Accounts
import Crypto
import Foundation
import Gateway
import Planning
import Postgres
import SampleData
import TestSupport

/// The sample data, loaded once for this process and copied for each test that wants it.
enum SampleDatabase {
    /// A copy of a test's own.
    static func make() throws -> TestDatabase { try template.get().copy() }

    /// One that all tests share that only read. (Signing in is reading: it takes nothing from anybody.)
    static func shared() throws -> TestDatabase { try common.get() }

    /// The repository's schema, bound to the tables.
    static func catalog() throws -> Catalog { try bound.get() }

    static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL.path
    static let schemaFolder = root + "/Schema"

    /// What the sample's licence keys are sealed with.
    static let seal = Seal(key: SymmetricKey(data: Array(repeating: UInt8(7), count: 32)))
    /// The same, as the setting `seal-key`.
    static let sealKey = String(repeating: "07", count: 32)

    /// Quick, because nobody is to be kept out.
    static let hasher = makeHasher()

    static func makeHasher() -> PasswordHasher {
        PasswordHasher(cost: PasswordHash.Cost(logRounds: 1, blockSize: 1, parallelism: 1))
    }

    private static let template: Result<TestDatabase, any Error> = Result {
        SecretSweep.keep(SampleData.password)
        SecretSweep.keep(sealKey)
        let database = try TestDatabase.make()
        try SampleData.load(into: try database.connect(), seal: seal, organizations: 2, hasher: hasher)
        return database
    }

    private static let common: Result<TestDatabase, any Error> = Result { try make() }

    private static let bound: Result<Catalog, any Error> = Result {
        try Catalog.load(schema: schemaFolder, connection: try shared().connect(role: DatabaseRole.queries))
    }
}
