import Bytes
import GraphQL
import Planning
import Postgres

/// Writes a plan's rows as the JSON of a response, straight from the columns' bytes.
///
/// A function that writes a value returns `false` if the value must be null but may not be: then whatever
/// it wrote is taken back by the nearest place that may be null (specification, section 6.4.4).
///
/// What a value is written from (`CompiledShape`, `ResultCells`, `Position`) counts no references, and a path is
/// kept as places, not as names: nothing is allocated for a field.
struct ResponseWriter {
    let run: PlanRun
    let shape: CompiledShape
    /// Values of the command's result, or of the object in it that is written.
    var payload: [String: JSONValue]
    private(set) var errors: [GraphQLError]
    /// Steps that lead to the plan's root.
    private let prefix: [PathSegment]
    /// Steps from the plan's root to the object at hand.
    private var path: [Step] = []
    /// Forbidden fields that were met, each reported where it was met first.
    private var reported: Set<Int32> = []
    private let explanation: ForbiddenExplanation
    /// The response was given up because it became too long.
    private(set) var isTooLong = false

    typealias Field = UnsafePointer<FieldShape>

    private enum Step: BitwiseCopyable {
        case field(Field)
        case item(Int)
    }

    /// Where an object is read from.
    struct Position {
        var statement: Int32 = -1
        /// The statement's values; `nil` if it was not sent.
        var cells: ResultCells?
        var row = 0
        /// The page at hand, for the parts of a connection.
        var window: StatementRows.Window?
        /// The row that the connection at hand belongs to.
        var parentRow = 0
    }

    /// Bytes that a response may have: aliases write the same rows again and again, and nobody reads that much.
    static let maximumBytes = 32 << 20
    /// Beyond so many errors a response helps nobody.
    private static let maximumErrors = 100

    /// - Parameters:
    ///   - payload: values of a command's result, by field name.
    ///   - path: the response names that lead to the plan's root.
    ///   - errors: those that are there already.
    init(
        _ run: PlanRun,
        payload: [String: JSONValue] = [:],
        path: [PathSegment] = [],
        errors: [GraphQLError] = [],
        explanation: ForbiddenExplanation
    ) {
        self.run = run
        self.payload = payload
        self.errors = errors
        self.explanation = explanation
        prefix = path
        shape = run.plan.shape
        self.path.reserveCapacity(32)
    }

    /// Appends the object at the root of the plan.
    ///
    /// - Returns: `false` if it is null; then `null` was appended.
    mutating func appendRoot(to buffer: inout ByteBuffer) -> Bool {
        let start = buffer.count
        if object(0, Position(), &buffer) { return true }
        buffer.truncate(to: start)
        buffer.append("null")
        if isTooLong {
            errors = [
                GraphQLError(
                    "The response is longer than \(ResponseWriter.maximumBytes) bytes, the limit. Ask for less, or for "
                        + "shorter pages.",
                    code: .limitExceeded,
                    path: prefix,
                    details: [JSONMember("limit", .integer(Int64(ResponseWriter.maximumBytes)))]
                )
            ]
        }
        return false
    }

    // MARK: Objects

    mutating func object(_ index: Int32, _ position: Position, _ buffer: inout ByteBuffer) -> Bool {
        let object = shape.objects[Int(index)]
        guard object.fieldCount > 0 else {
            buffer.append("{}")
            return true
        }
        let opening = buffer.count
        var field = shape.fields + Int(object.firstField)
        let end = field + Int(object.fieldCount)
        while field < end {
            if buffer.count > ResponseWriter.maximumBytes { isTooLong = true }
            if isTooLong { return false }
            buffer.append(shape.literal(field.pointee.key))
            let start = buffer.count
            if !value(of: field, position, &buffer) {
                guard field.pointee.isNullable, !isTooLong else { return false }
                buffer.truncate(to: start)
                buffer.append("null")
            }
            field += 1
        }
        // Each key brings its comma; the first one's place is the brace's.
        buffer.mutableReadable[opening] = UInt8(ascii: "{")
        buffer.append(UInt8(ascii: "}"))
        return true
    }

    @inline(__always)
    private mutating func value(of field: Field, _ position: Position, _ buffer: inout ByteBuffer) -> Bool {
        switch field.pointee.kind {
        case .column(let column, let type, let form):
            return self.column(Int(column), type: type, form: form, of: field, position, &buffer)
        case .identifier(let tag, let first, let count):
            guard let cells = position.cells else { return false }
            buffer.append(UInt8(ascii: "\""))
            OpaqueKey.append(tag: tag, columns: first..<first + count, of: position.row, in: cells, to: &buffer)
            buffer.append(UInt8(ascii: "\""))
            return true
        case .literal(let range):
            buffer.append(shape.literal(range))
            return true
        case .forbidden(let index, let count):
            for offset in 0..<count { forbidden(index + offset, field) }
            guard field.pointee.isNullable else { return false }
            buffer.append("null")
            return true
        case .sessionRoles: return names(run.session?.rolesJSON, &buffer)
        case .sessionPermissions: return names(run.session?.permissionsJSON, &buffer)
        case .payload(let index):
            guard let value = payload[shape.payloadNames[Int(index)]], value != .null else {
                return null(field, &buffer)
            }
            buffer.appendJSON(value)
            return true
        case .object(let object, let presence):
            path.append(.field(field))
            defer { path.removeLast() }
            if presence >= 0, position.cells?.isNull(position.row, Int(presence)) == true {
                return null(field, &buffer)
            }
            return self.object(object, position, &buffer)
        default:
            path.append(.field(field))
            defer { path.removeLast() }
            return composite(field, position, &buffer)
        }
    }

    private func names(_ json: [UInt8]?, _ buffer: inout ByteBuffer) -> Bool {
        guard let json else { return false }
        buffer.append(json)
        return true
    }

    // MARK: Leaves

    @inline(__always)
    private mutating func column(
        _ column: Int,
        type: UInt32,
        form: ScalarForm,
        of field: Field,
        _ position: Position,
        _ buffer: inout ByteBuffer
    ) -> Bool {
        guard let cells = position.cells else { return false }
        let bytes = cells.bytes(position.row, column)
        if bytes.isEmpty && cells.isNull(position.row, column) { return null(field, &buffer) }
        if case .int = form, bytes.count == 8 {
            let value = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
            guard Int32(exactly: value) != nil else {
                report(
                    GraphQLError(
                        "The value \(value) does not fit the type Int, which has 32 bits.",
                        code: .internalServerError
                    ),
                    leaf: field
                )
                return false
            }
        }
        let isQuoted = if case .string = form { true } else { false }
        if JSONEncoding.append(bytes, type: type, quoted: isQuoted, to: &buffer) { return true }
        report(GraphQLError("The value is not a finite number.", code: .internalServerError), leaf: field)
        return false
    }

    /// There is no value: null, or an error where one must be.
    mutating func null(_ field: Field, _ buffer: inout ByteBuffer) -> Bool {
        if field.pointee.isNullable {
            buffer.append("null")
            return true
        }
        // The path already ends in the field if its value is an object.
        let isLeaf =
            switch field.pointee.kind {
            case .column, .payload: true
            default: false
            }
        report(
            GraphQLError(
                "There is no value where one must be. Tell the operator: the data does not keep what the schema promises.",
                code: .internalServerError
            ),
            leaf: isLeaf ? field : nil
        )
        return false
    }

    // MARK: Items

    /// Appends an item of a list, with its index in the paths of errors.
    mutating func item(_ index: Int, _ object: Int32, _ position: Position, _ buffer: inout ByteBuffer) -> Bool {
        path.append(.item(index))
        defer { path.removeLast() }
        return self.object(object, position, &buffer)
    }

    // MARK: Errors

    private mutating func forbidden(_ index: Int32, _ field: Field) {
        guard reported.insert(index).inserted else { return }
        let forbidden = run.plan.operation.forbidden[Int(index)]
        report(explanation.error(for: forbidden, isSignedIn: run.session != nil), leaf: field)
    }

    /// - Parameter leaf: the field that the error is at, if the path does not end in it.
    private mutating func report(_ error: GraphQLError, leaf: Field?) {
        guard errors.count < ResponseWriter.maximumErrors else { return }
        var error = error
        let steps = path + (leaf.map { [.field($0)] } ?? [])
        error.path =
            prefix
            + steps.map { step in
                switch step {
                case .field(let field): .key(shape.name(of: field))
                case .item(let index): .index(index)
                }
            }
        errors.append(error)
    }
}
