import GraphQL
import Planning

/// The fields of a query that commands answer, one after the other, before the others are read from the tables.
final class QueryCommandRun {
    /// What the commands have answered.
    struct Answers {
        /// By response name.
        var values: [String: JSONValue] = [:]
        var errors: [GraphQLError] = []
    }

    private let operation: PreparedOperation
    private let inputs: Inputs
    private let context: RequestContext
    private let endpoint: GraphQLEndpoint
    private let fields: [CollectedField]
    private var index = 0
    private var answers = Answers()

    /// Only for operations that have commands; nearly all need none.
    init(_ operation: PreparedOperation, _ inputs: Inputs, _ context: RequestContext, _ endpoint: GraphQLEndpoint) {
        self.operation = operation
        self.inputs = inputs
        self.context = context
        self.endpoint = endpoint
        fields = operation.rootFields(inputs, endpoint.catalog.schema).filter {
            QueryCommandRun.command(of: $0, endpoint.catalog) != nil
        }
    }

    static func command(of field: CollectedField, _ catalog: Catalog) -> (name: String, binding: FieldBinding)? {
        guard let binding = catalog.binding(of: field.fields[0].name.text, on: catalog.schema.queryType),
            case .command(let name, _) = binding.source
        else { return nil }
        return (name, binding)
    }

    /// The first field whose arguments are a secret; `nil`: none is.
    var secretField: String? {
        fields.first { field in
            guard let (name, _) = QueryCommandRun.command(of: field, endpoint.catalog),
                let command = endpoint.commands.registry.command(name)
            else { return false }
            return type(of: command).takesSecret
        }?.fields[0].name.text
    }

    func start(_ completion: @escaping (Answers) -> Void) {
        guard index < fields.count else { return completion(answers) }
        let field = fields[index]
        index += 1
        guard let (name, binding) = QueryCommandRun.command(of: field, endpoint.catalog),
            let command = endpoint.commands.registry.command(name)
        else { preconditionFailure("commands are held against the schema at start-up") }
        let definitions = operation.definition.variables
        let variables = inputs.variables
        var arguments: [String: JSONValue] = [:]
        do throws(ErrorList) {
            let coerced = try InputCoercion.arguments(
                field.fields[0].arguments,
                of: binding.definition.arguments,
                at: field.fields[0].location,
                schema: endpoint.catalog.schema
            ) { name in definitions.firstIndex { $0.name.text == name }.flatMap { variables[$0] } }
            for (name, value) in coerced { if let value { arguments[name] = value } }
        } catch {
            for error in error.errors { fail(error, field) }
            return start(completion)
        }
        endpoint.commands.run(
            command,
            arguments: arguments,
            requires: binding.requires,
            caller: CommandCaller(context)
        ) { [self] outcome in
            switch outcome {
            case .success(let result): answers.values[field.responseName] = result.answer
            case .failure(.refused(let error)): fail(error, field)
            case .failure(.database(let error)): fail(endpoint.clientError(error, context), field)
            }
            start(completion)
        }
    }

    private func fail(_ error: GraphQLError, _ field: CollectedField) {
        var error = error
        error.path = [.key(field.responseName)]
        if error.locations.isEmpty { error.locations = [field.fields[0].location] }
        answers.errors.append(error)
    }
}

extension PreparedOperation {
    /// The operation's root fields for these variables.
    func rootFields(_ inputs: Inputs, _ schema: Schema) -> [CollectedField] {
        var fragments: [String: AST.FragmentDefinition] = [:]
        for case .fragment(let fragment) in document.definitions { fragments[fragment.name.text] = fragment }
        let definitions = definition.variables
        return collectFields(
            [definition.selectionSet],
            objectType: schema.queryType,
            schema: schema,
            fragments: fragments,
            isIncluded: { directives in
                includes(directives) { name in
                    definitions.firstIndex { $0.name.text == name }.flatMap { inputs.variables[$0] }
                }
            }
        )
    }
}
