/// A row's place in an organization's change log: the transaction that wrote it, and its place among that one's rows.
///
/// As text it is the id of the row's event: `8123-42`.
struct ChangePosition: Comparable, Hashable, Sendable {
    /// PostgreSQL's 64-bit transaction id (`xid8`).
    let transaction: Int64
    let position: Int64

    /// Behind every row.
    static let last = ChangePosition(transaction: .max, position: .max)

    init(transaction: Int64, position: Int64) {
        self.transaction = transaction
        self.position = position
    }

    /// - Returns: `nil` if the text is none of ours.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let transaction = Int64(parts[0]), let position = Int64(parts[1]), transaction >= 0,
            position >= 0
        else { return nil }
        self.init(transaction: transaction, position: position)
    }

    var text: String { "\(transaction)-\(position)" }

    static func < (one: ChangePosition, other: ChangePosition) -> Bool {
        (one.transaction, one.position) < (other.transaction, other.position)
    }
}

/// One row of the change log.
struct Change: Sendable {
    let position: ChangePosition
    /// What a field of the subscription root names in `@changes(of:)`.
    let topic: String
    /// Of the row that has changed, as text, without the organization.
    let key: [String]
    let operation: Operation

    /// What its transaction has done to the row in all.
    enum Operation: String, Sendable {
        case insert = "INSERT"
        case update = "UPDATE"
        case delete = "DELETE"
        /// Nothing that leaves a trace in it.
        case note = "NOTE"
    }
}
