import GraphQL
import Planning

/// The rows of a plan's one list as a file has them: what stands in each, and from which columns of the result.
struct ExportTable: Sendable {
    /// A field of a row, with its key as JSON has it: `"number":`.
    struct Field: Sendable {
        let name: String
        let key: [UInt8]
        let value: Value
    }

    indirect enum Value: Sendable {
        /// `type` is the column's `pg_type.oid`.
        case column(Int, type: UInt32, form: ScalarForm)
        case identifier(tag: UInt32, columns: Range<Int32>)
        /// JSON, the same in every row.
        case constant([UInt8])
        /// Null where the column `presence` is; -1: never.
        case object([Field], presence: Int32)
    }

    /// The response name of the list.
    let name: String
    let fields: [Field]

    /// The fields that hold values, with names such as `agreement.number` for those of joined objects.
    var columns: [(name: String, value: Value)] { ExportTable.columns(fields, prefix: "") }

    private static func columns(_ fields: [Field], prefix: String) -> [(name: String, value: Value)] {
        fields.flatMap { field -> [(name: String, value: Value)] in
            guard case .object(let inner, _) = field.value else { return [(prefix + field.name, field.value)] }
            return columns(inner, prefix: prefix + field.name + ".")
        }
    }
}

extension ExportTable {
    /// - Throws: `BAD_USER_INPUT` for an operation that is not exactly one list without lists in it.
    init(of plan: OperationPlan) throws(GraphQLError) {
        let (name, fields) = try ShapeReader(shape: plan.shape).list(inObject: 0, path: [])
        guard plan.statements.count == 1 else { throw ShapeReader.notOneList }
        self.init(name: name, fields: fields)
    }
}

/// Finds the one list in a response's shape.
private struct ShapeReader {
    let shape: ResponseShape

    static let notOneList = GraphQLError(
        "A file has the rows of one list: select exactly one, such as `{ orders { nodes { number } } }`.",
        code: .badUserInput
    )

    private func fields(of object: Int32) -> [(name: String, kind: FieldShape.Kind)] {
        let object = shape.objects[Int(object)]
        return (object.firstField..<object.firstField + object.fieldCount).map { index in
            let field = shape.fields[Int(index)]
            return (String(decoding: bytes(field.key).dropFirst(2).dropLast(2), as: UTF8.self), field.kind)
        }
    }

    private func bytes(_ range: ByteRange) -> ArraySlice<UInt8> {
        shape.bytes[Int(range.offset)..<Int(range.offset + range.count)]
    }

    /// The list in the root, or in a namespace such as `reports`.
    func list(inObject object: Int32, path: [String]) throws(GraphQLError) -> (String, [ExportTable.Field]) {
        let fields = fields(of: object)
        guard fields.count == 1, let only = fields.first else { throw ShapeReader.notOneList }
        switch only.kind {
        case .object(let inner, presence: -1): return try list(inObject: inner, path: path + [only.name])
        case .connection(let inner, _): return (only.name, try rows(inConnection: inner, list: only.name))
        default: throw ShapeReader.notOneList
        }
    }

    private func rows(inConnection object: Int32, list: String) throws(GraphQLError) -> [ExportTable.Field] {
        let parts = fields(of: object)
        guard parts.count == 1, let part = parts.first else { throw onlyRows(list) }
        switch part.kind {
        case .nodes(let object): return try row(object, path: [list])
        case .edges(let edge):
            let edges = fields(of: edge)
            guard edges.count == 1, case .node(let object)? = edges.first?.kind else { throw onlyRows(list) }
            return try row(object, path: [list])
        default: throw onlyRows(list)
        }
    }

    private func onlyRows(_ list: String) -> GraphQLError {
        GraphQLError(
            "A file has rows and nothing else: select `nodes` of `\(list)`, and neither totals, pages nor aggregates.",
            code: .badUserInput
        )
    }

    private func row(_ object: Int32, path: [String]) throws(GraphQLError) -> [ExportTable.Field] {
        var result: [ExportTable.Field] = []
        for (name, kind) in fields(of: object) {
            let value: ExportTable.Value
            switch kind {
            case .column(let column, let type, let form): value = .column(Int(column), type: type, form: form)
            case .identifier(let tag, let first, let count):
                value = .identifier(tag: tag, columns: first..<first + count)
            case .literal(let range): value = .constant(Array(bytes(range)))
            case .object(let inner, let presence):
                value = .object(try row(inner, path: path + [name]), presence: presence)
            case .connection:
                throw GraphQLError(
                    "`\((path + [name]).joined(separator: "."))` is a list in a list, and a file has one row for each "
                        + "of `\(path[0])`. Leave it out, or ask for a list of its own.",
                    code: .badUserInput
                )
            default:
                throw GraphQLError(
                    "`\((path + [name]).joined(separator: "."))` has no form in a file. Leave it out.",
                    code: .badUserInput
                )
            }
            result.append(ExportTable.Field(name: name, key: Array("\"\(name)\":".utf8), value: value))
        }
        return result
    }
}
