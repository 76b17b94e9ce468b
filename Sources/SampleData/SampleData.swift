package import Accounts
package import Foundation
package import Postgres

/// Loads a believable data set, the same in every run on the same day, by COPY in one transaction.
///
/// A few named organizations, and as many more as a benchmark wants; each has ten agreements, two hundred
/// orders and a thousand order lines, and one person for each role.
package enum SampleData {
    /// How many organizations have names and people that `people` lists.
    package static var namedOrganizations: Int { SampleNames.organizations.count }

    /// How far loading has come.
    package struct Progress: Sendable {
        package let organizations: Int
        package let of: Int
        /// What is being done, for people.
        package let step: String
    }

    /// What was loaded.
    package struct Summary: Sendable {
        package let organizations: Int
        package let agreements: Int
        package let orders: Int
        package let lines: Int
        package let rows: Int
    }

    /// Writes the files that people can download into a folder, which is made if it is not there.
    package static func writeFiles(to folder: String, today: Date = Date()) throws {
        for product in SampleProducts.all(today: Day(today)) {
            for file in SampleFile.files(of: product) {
                let place = URL(filePath: folder).appending(path: file.path)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(file.content).write(to: place, options: .atomic)
            }
        }
    }

    /// Loads organizations, the named ones first.
    ///
    /// - Parameters:
    ///   - connection: one that works as the owner of the tables.
    ///   - seal: what the licence keys are sealed with; the gateway that serves them needs the same.
    ///   - today: what dates and states are reckoned from.
    ///   - addToExisting: load also where there are organizations; they get further places in the data set.
    ///   - progress: called at the start and end of each step, and at most ten times a second in between.
    @discardableResult
    package static func load(
        into connection: Connection,
        seal: Seal,
        organizations: Int = SampleData.namedOrganizations,
        today: Date = Date(),
        hasher: PasswordHasher = PasswordHasher(),
        addToExisting: Bool = false,
        progress: (Progress) -> Void = { _ in }
    ) throws(SampleDataError) -> Summary {
        guard organizations > 0 else { throw .noOrganizations }
        let hash = hasher.hash(password).text
        var loader = SampleLoader(connection: connection, organizations: organizations, today: Day(today))
        return try loader.load(passwordHash: hash, seal: seal, addToExisting: addToExisting, progress: progress)
    }
}

/// Why sample data was not loaded.
package enum SampleDataError: Error, Sendable, CustomStringConvertible {
    case noOrganizations
    /// The database is in use: so many organizations are there.
    case notEmpty(organizations: Int)
    case database(PostgresError)

    package var description: String {
        switch self {
        case .noOrganizations: "Sample data needs at least one organization."
        case .notEmpty(let count):
            "The database already holds \(count) organization\(count == 1 ? "" : "s"). Sample data is for empty databases; "
                + "ask for it explicitly if it is to be added to these."
        case .database(let error): "Sample data could not be loaded: \(error)"
        }
    }
}
