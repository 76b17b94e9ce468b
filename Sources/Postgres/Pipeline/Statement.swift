import Synchronization

/// A statement's text with its parameters' types: what connections prepare, each once.
package final class Statement: Sendable {
    package let sql: String
    /// `pg_type.oid` of each parameter.
    package let parameterTypes: [UInt32]
    /// Tells statements apart; the name on the server is made of it.
    let id: Int
    /// `s` and the id, as C reads it. Written once, before anyone else sees the statement.
    nonisolated(unsafe) let name: UnsafePointer<CChar>

    private static let nextID = Atomic<Int>(0)

    package init(sql: String, parameterTypes: [UInt32]) {
        self.sql = sql
        self.parameterTypes = parameterTypes
        id = Statement.nextID.add(1, ordering: .relaxed).newValue
        let characters = Array("s\(id)".utf8CString)
        let memory = UnsafeMutablePointer<CChar>.allocate(capacity: characters.count)
        memory.initialize(from: characters, count: characters.count)
        name = UnsafePointer(memory)
    }

    deinit {
        name.deallocate()
    }
}

/// A statement with the values of its parameters.
package struct StatementCall {
    package let statement: Statement
    package var parameters: Parameters

    package init(_ statement: Statement, _ parameters: Parameters = Parameters()) {
        self.statement = statement
        self.parameters = parameters
    }
}

/// Statements that belong together, such as those of one level of one request.
package protocol PipelineUnit: AnyObject {
    /// Run in this order; read once per flush. May be empty: then only the flush's opening matters.
    var calls: [StatementCall] { get }
    /// The rows of one call. May come again for the same call if the unit had to be run again.
    func received(_ result: QueryResult, ofCall index: Int)
    /// Called once, after the last result or at the first error.
    func completed(_ error: PostgresError?)
}

/// Puts a statement of its own before the units of each flush.
package protocol FlushDelegate: AnyObject {
    /// The statement to open a flush with, if these units need one.
    func opening(of units: [any PipelineUnit]) -> StatementCall?
    /// Its rows; comes before any of the units' results.
    func opened(_ result: QueryResult, units: [any PipelineUnit])
}
