import Bytes
package import GraphQL

/// What a plan is made from: the catalog, the operation, and for whom.
///
/// Of the variables' values a plan may look only at those of the *specialization*; every
/// other value reaches a statement as a parameter, when a request is run.
package struct PlanningContext: Sendable {
    package let catalog: Catalog
    package let document: AST.Document
    package let operation: AST.OperationDefinition
    package let mask: PermissionSet
    package let policy: ForbiddenPolicy
    /// Lists are whole: a page's size holds only where it is given.
    package let isExport: Bool
    /// One entry per variable definition; `nil` where a variable is absent.
    private let variables: [JSONValue?]
    let fragments: [String: AST.FragmentDefinition]

    package init(
        catalog: Catalog,
        document: AST.Document,
        operation: AST.OperationDefinition,
        mask: PermissionSet,
        policy: ForbiddenPolicy,
        variables: [JSONValue?],
        isExport: Bool = false
    ) {
        self.catalog = catalog
        self.document = document
        self.operation = operation
        self.mask = mask
        self.policy = policy
        self.isExport = isExport
        self.variables = variables
        var fragments: [String: AST.FragmentDefinition] = [:]
        for case .fragment(let fragment) in document.definitions { fragments[fragment.name.text] = fragment }
        self.fragments = fragments
    }

    func value(ofVariable index: Int) -> JSONValue? { variables[index] }

    func index(ofVariable name: String) -> Int? {
        operation.variables.firstIndex { $0.name.text == name }
    }

    /// Whether `@skip` and `@include` let a selection in (specification, section 3.13).
    func isIncluded(_ directives: [AST.Directive]) -> Bool {
        includes(directives) { name in index(ofVariable: name).flatMap { variables[$0] } }
    }

    /// The JSON of an introspection field, which depends on nothing but the schema; `nil` if it is too long.
    func introspection(of field: CollectedField, maximumBytes: Int) -> [UInt8]? {
        var buffer = ByteBuffer(capacity: 4096)
        let introspection = Introspection(
            schema: catalog.schema,
            fragments: fragments,
            maximumBytes: maximumBytes,
            variable: { name in index(ofVariable: name).flatMap { variables[$0] } }
        )
        return introspection.append(field, into: &buffer) ? buffer.array : nil
    }

    /// An argument's structure; `nil` if it is absent or null, which mean the same here.
    func node(_ name: String, of field: CollectedField) -> InputNode? {
        guard let value = field.fields[0].arguments.first(where: { $0.name.text == name })?.value,
            let node = InputNode(value, context: self), !node.isNull
        else { return nil }
        return node
    }

    /// Where an argument's value comes from; `nil` if it is absent or null, which mean the same here.
    func given(_ name: String, in arguments: [AST.Argument], type: String) throws(GraphQLError) -> InputSource? {
        guard let value = arguments.first(where: { $0.name.text == name })?.value else { return nil }
        switch value.kind {
        case .variable(let variable):
            guard let index = index(ofVariable: variable), let given = variables[index], given != .null else {
                return nil
            }
            return .variable(index)
        case .null: return nil
        case .int(let text): return .constant(Int64(text).map { .integer($0) } ?? .number(text))
        case .float(let text): return .constant(.number(text))
        case .boolean(let flag): return .constant(.boolean(flag))
        case .string(let text, _), .enumeration(let text): return .constant(.string(text))
        case .list, .object: return nil
        }
    }
}
