import GraphQL
import Planning
import Postgres

/// A plan with its statements as connections prepare them, and the order in which they can run.
final class CompiledPlan {
    let operation: OperationPlan
    let shape: CompiledShape
    let statements: [Statement]
    /// Statements by depth: those of one level wait for the rows of the level above and go out together.
    let levels: [[Int]]
    /// Whether a level has the same statement more than once, so that their parameters are worth comparing.
    let hasTwins: [Bool]

    /// The plan that asks for nothing.
    static var empty: CompiledPlan {
        CompiledPlan(
            OperationPlan(statements: [], shape: ResponseShape(), forbidden: []),
            statements: StatementTable(maximum: 1)
        )
    }

    init(_ operation: OperationPlan, statements table: StatementTable) {
        self.operation = operation
        shape = CompiledShape(operation.shape)
        statements = operation.statements.map { table.statement($0) }
        var depths: [Int] = []
        for statement in operation.statements {
            depths.append(statement.parent.map { depths[$0.statement] + 1 } ?? 0)
        }
        let levels = (0..<(depths.max() ?? -1) + 1).map { depth in depths.indices.filter { depths[$0] == depth } }
        let statements = statements
        self.levels = levels
        hasTwins = levels.map { level in Set(level.map { ObjectIdentifier(statements[$0]) }).count < level.count }
    }
}

/// One `Statement` for each text, so that plans with the same statement share what the server has prepared.
final class StatementTable {
    private struct Key: Hashable {
        let sql: String
        let types: [UInt32]
    }

    private var statements: [Key: Statement] = [:]
    private let maximum: Int

    init(maximum: Int = 5_000) {
        self.maximum = maximum
    }

    func statement(_ plan: StatementPlan) -> Statement {
        let key = Key(sql: plan.sql, types: plan.parameters.map(\.type.oid))
        if let statement = statements[key] { return statement }
        // Those in use live on in their plans; a new one of the same text is only prepared once more.
        if statements.count >= maximum { statements.removeAll() }
        let statement = Statement(sql: plan.sql, parameterTypes: key.types)
        statements[key] = statement
        return statement
    }
}
