import Bytes

/// Executes an operation against a resolver layer and writes the data as JSON text
/// (specification, section 6).
///
/// Takes validated documents only. Fields are resolved one after the other in the order of the
/// response, which is what mutations need and what queries allow.
package struct Executor<Source: Resolver>: ~Copyable {
    let schema: Schema
    let fragments: [String: AST.FragmentDefinition]
    /// Coerced values; an absent variable has none.
    let variables: [String: JSONValue]
    let maximumBytes: Int
    var source: Source
    var data = ByteBuffer(capacity: 1024)
    var errors: [GraphQLError] = []
    /// The response has grown beyond its limit; nothing more is executed.
    var isEnded = false
    /// Response names and list indices down to the value at hand.
    var path: [PathSegment] = []

    /// `ExecuteRequest()` (section 6.1).
    ///
    /// - Parameters:
    ///   - document: has passed validation.
    ///   - variables: the request's `variables`, not coerced yet.
    ///   - maximumBytes: when the data grow beyond this, execution ends with an error and without data.
    /// - Throws: request errors: which operation to run is not clear, or variables do not fit.
    package static func execute(
        _ document: AST.Document,
        operationName: String? = nil,
        variables: JSONValue? = nil,
        schema: Schema,
        source: Source,
        maximumBytes: Int = .max
    ) throws(ErrorList) -> ExecutionResult {
        let operation: AST.OperationDefinition
        do throws(GraphQLError) {
            operation = try document.operation(named: operationName)
        } catch {
            throw ErrorList([error])
        }
        let coerced = try InputCoercion.variables(variables, for: operation, schema: schema)
        var values: [String: JSONValue] = [:]
        for (definition, value) in zip(operation.variables, coerced) { values[definition.name.text] = value }
        var fragments: [String: AST.FragmentDefinition] = [:]
        for case .fragment(let fragment) in document.definitions { fragments[fragment.name.text] = fragment }
        let executor = Executor(
            schema: schema,
            fragments: fragments,
            variables: values,
            maximumBytes: maximumBytes,
            source: source
        )
        return try executor.run(operation)
    }

    private init(
        schema: Schema,
        fragments: [String: AST.FragmentDefinition],
        variables: [String: JSONValue],
        maximumBytes: Int,
        source: Source
    ) {
        self.schema = schema
        self.fragments = fragments
        self.variables = variables
        self.maximumBytes = maximumBytes
        self.source = source
    }

    /// `ExecuteQuery()`, `ExecuteMutation()`, and one event of a subscription (sections 6.2.1 to 6.2.3).
    private consuming func run(_ operation: AST.OperationDefinition) throws(ErrorList) -> ExecutionResult {
        guard let type = schema.rootType(for: operation.operation).flatMap({ schema.type(named: $0) }) else {
            throw ErrorList([
                GraphQLError(
                    "The schema has no \(operation.operation.rawValue) type.",
                    code: .operationResolutionFailure,
                    at: [operation.location]
                )
            ])
        }
        let root = source.root(of: operation.operation, type: type)
        let hasData = execute([operation.selectionSet], of: root, type: type, at: [operation.location])
        if !hasData { data.append("null") }
        return ExecutionResult(data: data, isDataNull: !hasData, errors: errors)
    }

    // MARK: Selection sets

    /// `ExecuteCollectedFields()` (section 6.3.3).
    ///
    /// - Returns: false if a field's null propagates to this object; nothing is written then.
    mutating func execute(
        _ selectionSets: [AST.SelectionSet],
        of object: Source.Object,
        type: TypeDefinition,
        at locations: [SourceLocation]
    ) -> Bool {
        let start = data.count
        guard let fields = collect(selectionSets, type: type, at: locations) else { return false }
        data.append("{")
        for field in fields {
            guard let definition = schema.selectableField(field.fields[0].name.text, on: type) else { continue }
            if data.count > start + 1 { data.append(",") }
            data.appendJSONString(field.responseName)
            data.append(":")
            path.append(.key(field.responseName))
            let isComplete = execute(field, definition, of: object, type: type)
            path.removeLast()
            if !isComplete {
                data.truncate(to: start)
                return false
            }
        }
        data.append("}")
        return true
    }

    private mutating func collect(
        _ selectionSets: [AST.SelectionSet],
        type: TypeDefinition,
        at locations: [SourceLocation]
    ) -> [CollectedField]? {
        let variables = variables
        var faulty: AST.Directive?
        let fields = collectFields(selectionSets, objectType: type.name, schema: schema, fragments: fragments) {
            directives in
            // What `@skip` leaves out is not asked for its other condition.
            for name in ["skip", "include"] where !directives.isEmpty {
                guard let directive = directives.first(where: { $0.name.text == name }) else { continue }
                if isNull(conditionOf: directive) {
                    faulty = faulty ?? directive
                    return false
                }
                if !includes([directive], variable: { variables[$0] }) { return false }
            }
            return true
        }
        guard let faulty else { return fields }
        // A nullable variable with a default may stand here, and may be given as null (section 5.8.5).
        report(
            "Argument `if` of `@\(faulty.name.text)` must not be null (Boolean!).",
            code: .badUserInput,
            at: [faulty.location]
        )
        return nil
    }

    private func isNull(conditionOf directive: AST.Directive) -> Bool {
        guard case .variable(let name)? = directive.arguments.first?.value.kind else { return false }
        return variables[name] == .null || variables[name] == nil
    }

    // MARK: Fields

    /// `ExecuteField()` (section 6.4).
    ///
    /// - Returns: false if the field is null where it may not be; its error is recorded.
    private mutating func execute(
        _ field: CollectedField,
        _ definition: FieldDefinition,
        of object: Source.Object,
        type: TypeDefinition
    ) -> Bool {
        let locations = field.fields.map(\.location)
        if data.count > maximumBytes { return end(at: locations) }
        switch definition.name {
        case "__typename":
            data.appendJSONString(type.name)
            return true
        case "__schema", "__type":
            let variables = variables
            let introspection = Introspection(
                schema: schema,
                fragments: fragments,
                maximumBytes: maximumBytes - data.count,
                variable: { variables[$0] }
            )
            return introspection.append(field, into: &data) || end(at: locations)
        default: break
        }
        let value = resolve(field, definition, of: object, type: type, at: locations)
        return complete(value, as: definition.type, field, at: locations)
    }

    private mutating func resolve(
        _ field: CollectedField,
        _ definition: FieldDefinition,
        of object: Source.Object,
        type: TypeDefinition,
        at locations: [SourceLocation]
    ) -> ResolvedValue<Source.Object> {
        let variables = variables
        do throws(ErrorList) {
            let arguments = try InputCoercion.arguments(
                field.fields[0].arguments,
                of: definition.arguments,
                at: field.fields[0].location,
                schema: schema,
                variable: { variables[$0] }
            )
            do throws(GraphQLError) {
                return try source.resolve(
                    ResolvableField(
                        parentType: type,
                        definition: definition,
                        arguments: arguments,
                        selections: field
                    ),
                    of: object
                )
            } catch {
                return .failure(error)
            }
        } catch {
            // One error for each place of the response, whatever is wrong with its arguments (section 6.4.4).
            return .failure(
                GraphQLError(
                    error.errors.map(\.message).joined(separator: " "),
                    code: .badUserInput,
                    at: error.errors.flatMap(\.locations)
                )
            )
        }
    }

    /// Gives the response up, for it is longer than it may be.
    private mutating func end(at locations: [SourceLocation]) -> Bool {
        isEnded = true
        report("The response grows beyond \(maximumBytes) bytes. Select less.", code: .limitExceeded, at: locations)
        return false
    }

    /// Adds an error at the place at hand; the root is no field, so it has no path (section 7.1.6).
    mutating func report(_ message: String, code: ErrorCode, at locations: [SourceLocation]) {
        errors.append(GraphQLError(message, code: code, at: locations, path: path.isEmpty ? nil : path))
    }
}
