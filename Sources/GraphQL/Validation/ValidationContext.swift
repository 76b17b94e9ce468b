/// What rules may ask, and where they report.
struct ValidationContext {
    /// A use of a variable: where, and what the place expects.
    struct VariableUse {
        let name: String
        let location: SourceLocation
        let position: ValuePosition
    }

    /// What the walk noted of one operation or fragment, its fragments not counted.
    struct Facts {
        var spreads: [AST.FragmentSpread] = []
        var uses: [VariableUse] = []
    }

    let schema: Schema
    /// By name; of several with one name the last.
    let fragments: [String: AST.FragmentDefinition]
    let maximumErrors: Int
    private(set) var errors: [GraphQLError] = []
    /// Of the definition that is being walked.
    var facts = Facts()
    /// Complete when the walk has ended.
    private(set) var operations: [(definition: AST.OperationDefinition, facts: Facts)] = []
    private(set) var fragmentFacts: [String: Facts] = [:]
    /// Steps left for rules that follow fragments, so that a hostile document costs bounded time.
    private var budget = 150_000
    private var isOverspent = false

    init(schema: Schema, document: AST.Document, maximumErrors: Int) {
        self.schema = schema
        self.maximumErrors = maximumErrors
        var fragments: [String: AST.FragmentDefinition] = [:]
        for case .fragment(let fragment) in document.definitions { fragments[fragment.name.text] = fragment }
        self.fragments = fragments
    }

    var isFull: Bool { errors.count >= maximumErrors }

    mutating func report(
        _ message: String,
        _ rule: Rule,
        at locations: [SourceLocation],
        code: ErrorCode = .validationFailed
    ) {
        guard !isFull else { return }
        errors.append(GraphQLError(message.abridged, code: code, at: locations, rule: rule.rawValue))
    }

    // MARK: Through fragments

    /// The fragments as numbers, so that following spreads costs little. Made when the walk has ended.
    private struct Graph {
        var names: [String] = []
        var numbers: [String: Int] = [:]
        /// The fragments that each spreads itself.
        var spreads: [[Int]] = []
        /// The uses of variables in each itself.
        var uses: [[VariableUse]] = []
        /// The search in which each was seen last.
        var seen: [Int] = []
        var search = 0
    }

    private var graph: Graph?

    private func makeGraph() -> Graph {
        var graph = Graph()
        for name in fragments.keys {
            graph.numbers[name] = graph.names.count
            graph.names.append(name)
        }
        graph.spreads = graph.names.map { name in
            (fragmentFacts[name]?.spreads ?? []).compactMap { graph.numbers[$0.name.text] }
        }
        graph.uses = graph.names.map { fragmentFacts[$0]?.uses ?? [] }
        graph.seen = graph.names.map { _ in 0 }
        return graph
    }

    mutating func close(_ operation: AST.OperationDefinition) {
        operations.append((operation, facts))
        facts = Facts()
    }

    mutating func close(_ fragment: AST.FragmentDefinition) {
        fragmentFacts[fragment.name.text] = facts
        facts = Facts()
    }

    /// The fragments that are spread, directly or through others, each once; without recursion, for chains may be long.
    mutating func fragmentsReachable(from facts: Facts) -> [String] {
        let found = reach(from: facts)
        return found.map { graph?.names[$0] ?? "" }
    }

    /// Uses of variables in an operation and in the fragments that it spreads.
    mutating func variableUses(of operation: Facts) -> [VariableUse] {
        var uses = operation.uses
        for number in reach(from: operation) { uses += graph?.uses[number] ?? [] }
        spend(uses.count)
        return isOverspent ? [] : uses
    }

    private mutating func reach(from facts: Facts) -> [Int] {
        if facts.spreads.isEmpty { return [] }
        var graph = self.graph ?? makeGraph()
        self.graph = nil
        defer { self.graph = graph }
        graph.search += 1
        var found: [Int] = []
        var next = facts.spreads.compactMap { graph.numbers[$0.name.text] }
        var queue = 0
        while true {
            spend(next.count)
            for number in next where graph.seen[number] != graph.search {
                graph.seen[number] = graph.search
                found.append(number)
            }
            guard queue < found.count, !isOverspent else { return found }
            next = graph.spreads[found[queue]]
            queue += 1
        }
    }

    /// Takes steps from the budget.
    ///
    /// - Returns: whether the work may go on; if not, the document has been refused.
    @discardableResult
    mutating func spend(_ steps: Int) -> Bool {
        budget -= steps
        if budget < 0 && !isOverspent {
            isOverspent = true
            errors = [
                GraphQLError(
                    "The document's operations and fragments use each other too often to be checked. Simplify it.",
                    code: .limitExceeded,
                    at: operations.first.map { [$0.definition.start] } ?? [],
                    rule: Rule.operationLimits.rawValue
                )
            ]
        }
        return !isOverspent
    }

    /// Whether the document was refused for the work that it makes: then nothing else is of interest.
    var isRefused: Bool { isOverspent }
}

extension String {
    /// Cut where it is far too long for a message: names in a hostile document may have any length.
    var abridged: String {
        guard utf8.count > 1_000 else { return self }
        return prefix(600) + "…" + suffix(200)
    }
}
