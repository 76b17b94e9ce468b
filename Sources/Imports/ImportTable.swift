/// What a file of one kind holds, how it is checked as a whole, and how it becomes rows of our tables.
///
/// Rows are read into the temporary table `import_row`, a column for each of the file's and `line`; `resolve` makes
/// `import_resolved` of it, where names have become keys. What is wrong is found by `checks`, and only then is anything
/// written, by `merge`.
package struct ImportTable: Sendable {
    /// As the command line names it.
    package let name: String
    /// What a row is, for people.
    package let summary: String
    package let columns: [ImportColumn]
    /// Makes `import_resolved`, with `organization_id` if rows belong to organizations.
    let resolve: String
    /// Each finds what is wrong: `line`, `column`, `reason`.
    let checks: [String]
    /// Statements that write, each of which tells what it changed.
    let merge: [Step]
    let scope: Scope
    /// What is done in Swift beside the statements.
    var ownWork: OwnWork?

    /// Whose rows a statement of `merge` writes.
    enum Scope: Sendable {
        /// Everybody's: rows that belong to no organization.
        case shared
        /// Those of the organization `$1`, under its row-level security.
        case eachOrganization
        /// Those of the organizations from `$1` to `$2`: for files of so many rows that a statement for each of a thousand
        /// organizations would cost more than the rows.
        case allOrganizations
    }

    /// Work that is not for SQL.
    enum OwnWork: Sendable {
        /// New agreements are registered, each as the command does it.
        case registrations
        /// Keys are sealed for their rows, before the statements of their organization.
        case licenseKeys
    }

    /// Whether `ImportRun` needs `ImportTools`.
    package var needsTools: Bool { ownWork != nil }

    /// A statement of `merge`.
    struct Step: Sendable {
        /// What its rows are, in figures.
        let counts: Count?
        let sql: String
        /// See `addedBelow`.
        var isBelow = false

        enum Count: Sendable {
            case added
            case changed
        }

        static func added(_ sql: String) -> Step { Step(counts: .added, sql: sql) }
        static func changed(_ sql: String) -> Step { Step(counts: .changed, sql: sql) }
        /// Adds parts of rows that the step before has added, for keys that were looked up and are locked: that they are there
        /// is logged with the rows, and what they refer to need not be looked up again, one by one.
        static func addedBelow(_ sql: String) -> Step { Step(counts: .added, sql: sql, isBelow: true) }
        static func silent(_ sql: String) -> Step { Step(counts: nil, sql: sql) }
    }

    /// All kinds of files.
    package static let all: [ImportTable] = [.agreements, .products, .orders, .keys, .licenses, .seats]

    package static func named(_ name: String) -> ImportTable? { all.first { $0.name == name } }

    /// The first line of a file of this kind.
    package var header: String { columns.map(\.name).joined(separator: ",") }
}
