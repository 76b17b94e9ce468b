import GraphQL
import Planning

/// A document that was parsed and validated, with the plans made of its operations so far.
final class PreparedDocument {
    let document: AST.Document
    private var operations: [(name: String?, operation: PreparedOperation)] = []
    /// The turn of the cache in which it was last asked for.
    var lastUse = 0
    private let plans: PlanCount

    init(_ document: AST.Document, plans: PlanCount) {
        self.document = document
        self.plans = plans
    }

    /// The operation to run (specification, section 6.1).
    func operation(named name: String?) throws(GraphQLError) -> PreparedOperation {
        if let known = operations.first(where: { $0.name == name }) { return known.operation }
        let definition = try document.operation(named: name)
        let operation = PreparedOperation(definition, in: document, count: plans)
        operations.append((name, operation))
        return operation
    }
}

/// The plans that an event loop keeps, over all operations.
final class PlanCount {
    var hits = HitCount()
    /// Of all plans that are kept.
    var fields = 0
}

/// One operation of a document.
final class PreparedOperation {
    let definition: AST.OperationDefinition
    let document: AST.Document
    /// Whether it asks for `__schema` or `__type`.
    let usesIntrospection: Bool
    private let specialization: Specialization
    private var knownCommands: Bool?
    private var plans: [PlanKey: CompiledPlan] = [:]
    /// The plan that was asked for last: most callers of an operation share one.
    private var latest: (key: PlanKey, plan: CompiledPlan)?

    /// Plans of one operation: by permissions, by what a forbidden field is, and by the few variables that
    /// change statements.
    private struct PlanKey: Hashable {
        let permissions: PermissionSet
        let policy: ForbiddenPolicy
        let specialization: [UInt8]
    }

    private let count: PlanCount
    /// Of its plans.
    private var fields = 0

    private static let maximumPlans = 16
    /// Fields of the largest plan that is kept.
    private static let maximumFields = 1_000

    init(_ definition: AST.OperationDefinition, in document: AST.Document, count: PlanCount) {
        self.definition = definition
        self.document = document
        self.count = count
        specialization = Specialization(operation: definition, document: document)
        var fragments: [String: AST.FragmentDefinition] = [:]
        for case .fragment(let fragment) in document.definitions { fragments[fragment.name.text] = fragment }
        var visited: Set<String> = []
        usesIntrospection = PreparedOperation.usesIntrospection(definition.selectionSet, fragments, &visited)
    }

    deinit { forgetPlans() }

    var name: String? { definition.name?.text }

    /// Whether a field of the query may be answered by a command. Found out once; conditions are left aside.
    func hasCommands(_ catalog: Catalog) -> Bool {
        if let known = knownCommands { return known }
        let found = rootFieldNames.contains { name in
            if case .command? = catalog.binding(of: name, on: catalog.schema.queryType)?.source { true } else { false }
        }
        knownCommands = found
        return found
    }

    /// Names of the fields at its root. Conditions are left aside.
    var rootFieldNames: Set<String> {
        var names: Set<String> = []
        var visited: Set<String> = []
        collectRootNames(definition.selectionSet, &names, &visited)
        return names
    }

    private func collectRootNames(
        _ selectionSet: AST.SelectionSet,
        _ names: inout Set<String>,
        _ visited: inout Set<String>
    ) {
        for selection in selectionSet.selections {
            switch selection {
            case .field(let field): names.insert(field.name.text)
            case .inlineFragment(let fragment): collectRootNames(fragment.selectionSet, &names, &visited)
            case .fragmentSpread(let spread):
                guard visited.insert(spread.name.text).inserted else { continue }
                for case .fragment(let fragment) in document.definitions where fragment.name.text == spread.name.text {
                    collectRootNames(fragment.selectionSet, &names, &visited)
                }
            }
        }
    }

    /// The plan for these permissions and variables, made if it is not there.
    func plan(
        permissions: PermissionSet,
        policy: ForbiddenPolicy,
        variables: [JSONValue?],
        catalog: Catalog,
        statements: StatementTable
    ) throws(GraphQLError) -> CompiledPlan {
        let key = PlanKey(
            permissions: permissions,
            policy: policy,
            specialization: specialization.key(variables, schema: catalog.schema)
        )
        if let latest, latest.key == key {
            count.hits.hits += 1
            return latest.plan
        }
        if let plan = plans[key] {
            count.hits.hits += 1
            latest = (key, plan)
            return plan
        }
        count.hits.misses += 1
        let context = PlanningContext(
            catalog: catalog,
            document: document,
            operation: definition,
            mask: permissions,
            policy: policy,
            variables: variables
        )
        let root = catalog.schema.rootType(for: definition.operation) ?? catalog.schema.queryType
        let plan = CompiledPlan(
            try Planner.plan([definition.selectionSet], on: root, context: context),
            statements: statements
        )
        // An introspection's answer is bytes of the plan.
        let size = plan.operation.shape.fields.count + plan.operation.shape.bytes.count / 512
        if size > PreparedOperation.maximumFields { return plan }
        if plans.count >= PreparedOperation.maximumPlans { forgetPlans() }
        plans[key] = plan
        fields += size
        count.fields += size
        count.hits.entries += 1
        return plan
    }

    private func forgetPlans() {
        count.fields -= fields
        count.hits.entries -= plans.count
        fields = 0
        plans = [:]
        latest = nil
    }

    /// The plan of an export: lists are whole. Made anew each time, which is little beside the rows.
    func exportPlan(
        permissions: PermissionSet,
        policy: ForbiddenPolicy,
        variables: [JSONValue?],
        catalog: Catalog
    ) throws(GraphQLError) -> OperationPlan {
        let context = PlanningContext(
            catalog: catalog,
            document: document,
            operation: definition,
            mask: permissions,
            policy: policy,
            variables: variables,
            isExport: true
        )
        return try Planner.plan([definition.selectionSet], on: catalog.schema.queryType, context: context)
    }

    private static func usesIntrospection(
        _ selectionSet: AST.SelectionSet,
        _ fragments: [String: AST.FragmentDefinition],
        _ visited: inout Set<String>
    ) -> Bool {
        for selection in selectionSet.selections {
            switch selection {
            // The two fields exist at the query's root only, so nothing below a field matters.
            case .field(let field): if field.name.text == "__schema" || field.name.text == "__type" { return true }
            case .inlineFragment(let fragment):
                if usesIntrospection(fragment.selectionSet, fragments, &visited) { return true }
            case .fragmentSpread(let spread):
                guard visited.insert(spread.name.text).inserted, let fragment = fragments[spread.name.text] else {
                    continue
                }
                if usesIntrospection(fragment.selectionSet, fragments, &visited) { return true }
            }
        }
        return false
    }
}
