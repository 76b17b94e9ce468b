import Bytes
import Synchronization

@testable import GraphQL

/// An object of a test's data: its type, and its fields' values.
struct Record: Sendable {
    var type: String
    var fields: [String: ResolvedValue<Record>]

    init(_ type: String, _ fields: [String: ResolvedValue<Record>] = [:]) {
        self.type = type
        self.fields = fields
    }
}

extension ResolvedValue<Record> {
    static func text(_ text: String) -> Self { .leaf(.string(text)) }
    static func number(_ number: Int64) -> Self { .leaf(.integer(number)) }
    static func record(_ type: String, _ fields: [String: ResolvedValue<Record>] = [:]) -> Self {
        .object(Record(type, fields))
    }
    static func error(_ message: String) -> Self {
        .failure(GraphQLError(message, code: .internalServerError))
    }
}

/// Resolves fields from records and writes down what it was asked, in order.
struct RecordResolver: Resolver {
    let roots: [AST.OperationType: Record]
    let log: Log

    /// What was asked, as `Type.field`, and with arguments as `Type.field(a: 1)`.
    final class Log: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }

        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    func root(of operation: AST.OperationType, type: TypeDefinition) -> Record {
        roots[operation] ?? Record(type.name)
    }

    func resolve(_ field: ResolvableField, of object: Record) throws(GraphQLError) -> ResolvedValue<Record> {
        let name = field.definition.name
        let given = field.arguments.compactMap { argument in
            argument.value.map { "\(argument.name): \(written($0))" }
        }
        let arguments = field.definition.arguments.isEmpty ? "" : "(\(given.joined(separator: ", ")))"
        log.add("\(field.parentType.name).\(name)\(arguments)")
        guard let value = object.fields[name] else { return .null }
        if case .failure(let error) = value { throw error }
        return value
    }

    func typeName(of object: Record, as abstractType: TypeDefinition) throws(GraphQLError) -> String {
        if object.type.isEmpty { throw GraphQLError("The type is not known.", code: .internalServerError) }
        return object.type
    }

    private func written(_ value: JSONValue) -> String {
        var buffer = ByteBuffer()
        buffer.appendJSON(value)
        return buffer.text
    }
}

/// One execution: a document against a schema and records.
struct Execution {
    var schema: String
    var query = Record("Query")
    var mutation: Record?
    var subscription: Record?
    let log = RecordResolver.Log()

    /// The response as text; request errors are part of it.
    func run(
        _ document: String,
        variables: String? = nil,
        operationName: String? = nil,
        extensions: JSONValue? = nil,
        maximumBytes: Int = .max
    ) throws -> String {
        let schema = try SchemaBuilder.build([try Parser.parseDocument(self.schema, limits: .schemas)])
        let parsed = try Parser.parseDocument(document)
        let faults = Validator.validate(parsed, schema: schema)
        if let fault = faults.first { throw fault }
        var buffer = ByteBuffer()
        do throws(ErrorList) {
            let result = try Executor.execute(
                parsed,
                operationName: operationName,
                variables: variables.map(json),
                schema: schema,
                source: resolver,
                maximumBytes: maximumBytes
            )
            buffer.appendResponse(result, extensions: extensions)
        } catch {
            buffer.appendRequestErrors(error.errors)
        }
        return buffer.text
    }

    private var resolver: RecordResolver {
        var roots: [AST.OperationType: Record] = [.query: query]
        roots[.mutation] = mutation
        roots[.subscription] = subscription
        return RecordResolver(roots: roots, log: log)
    }

    private func json(_ text: String) -> JSONValue {
        do {
            return try JSONReader.value(of: text)
        } catch {
            preconditionFailure("the test's variables are not JSON: \(error)")
        }
    }
}

/// What a response says, for comparisons that leave the messages' wording aside.
struct ResponseOutline: Equatable, CustomStringConvertible {
    /// JSON text of `data`; `nil` without the entry.
    var data: String?
    /// Each error's path as `a.0.b`; "-" without one.
    var errors: [String] = []

    init(data: String?, errors: [String] = []) {
        self.data = data
        self.errors = errors
    }

    init(_ response: String) throws {
        let json = try JSONReader.value(of: response)
        data = json["data"].map { value in
            var buffer = ByteBuffer()
            buffer.appendJSON(value)
            return buffer.text
        }
        if case .array(let errors)? = json["errors"] {
            self.errors = errors.map { error in
                guard case .array(let path)? = error["path"] else { return "-" }
                return path.map {
                    switch $0 {
                    case .string(let key): key
                    case .integer(let index): String(index)
                    default: "?"
                    }
                }.joined(separator: ".")
            }
        }
    }

    var description: String { "\(data ?? "no data") \(errors)" }
}
