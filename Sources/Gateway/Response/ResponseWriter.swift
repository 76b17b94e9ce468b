import Bytes
import GraphQL
import Planning
import Postgres

/// Writes a plan's rows as the JSON of a response, straight from the columns' bytes.
///
/// A function that writes a value returns `false` if the value must be null but may not be: then whatever
/// it wrote is taken back by the nearest place that may be null (specification, section 6.4.4).
struct ResponseWriter {
    private let run: PlanRun
    private let shape: ResponseShape
    /// Values of the command's result, or of the object in it that is written.
    private var payload: [String: JSONValue]
    private(set) var errors: [GraphQLError]
    /// Steps from the root of the response to the object at hand.
    private var path: [PathSegment]
    /// Forbidden fields that were met, each reported where it was met first.
    private var reported: Set<Int32> = []
    private let explanation: ForbiddenExplanation

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
        self.path = path
        self.errors = errors
        self.explanation = explanation
        shape = run.plan.operation.shape
    }

    /// Bytes that a response may have: aliases write the same rows again and again, and nobody reads that much.
    static let maximumBytes = 32 << 20
    /// The response was given up because it became too long.
    private var isTooLong = false

    /// Where an object is read from.
    fileprivate struct Position {
        let statement: Int
        let row: Int
        /// The page at hand, for the parts of a connection.
        var window: StatementRows.Window?
        /// The row that the connection at hand belongs to.
        var parentRow = 0
    }

    /// Appends the object at the root of the plan.
    ///
    /// - Returns: `false` if it is null; then `null` was appended.
    mutating func appendRoot(to buffer: inout ByteBuffer) -> Bool {
        let start = buffer.count
        if object(0, Position(statement: -1, row: 0), &buffer) { return true }
        buffer.truncate(to: start)
        buffer.append("null")
        if isTooLong {
            errors = [
                GraphQLError(
                    "The response is longer than \(ResponseWriter.maximumBytes) bytes, the limit. Ask for less, or for "
                        + "shorter pages.",
                    code: .limitExceeded,
                    path: path,
                    details: [JSONMember("limit", .integer(Int64(ResponseWriter.maximumBytes)))]
                )
            ]
        }
        return false
    }

    // MARK: Objects

    private mutating func object(_ index: Int32, _ position: Position, _ buffer: inout ByteBuffer) -> Bool {
        let object = shape.objects[Int(index)]
        buffer.append(UInt8(ascii: "{"))
        for offset in 0..<object.fieldCount {
            let field = shape.fields[Int(object.firstField + offset)]
            if offset > 0 { buffer.append(UInt8(ascii: ",")) }
            if buffer.count > ResponseWriter.maximumBytes { isTooLong = true }
            if isTooLong { return false }
            literal(field.key, &buffer)
            let start = buffer.count
            if value(of: field, position, &buffer) { continue }
            guard field.isNullable, !isTooLong else { return false }
            buffer.truncate(to: start)
            buffer.append("null")
        }
        buffer.append(UInt8(ascii: "}"))
        return true
    }

    private func literal(_ range: ByteRange, _ buffer: inout ByteBuffer) {
        shape.bytes.withUnsafeBytes { bytes in
            buffer.append(UnsafeRawBufferPointer(rebasing: bytes[Int(range.offset)..<Int(range.offset + range.count)]))
        }
    }

    /// The response name of a field: its key without quotes and colon.
    private func name(of field: FieldShape) -> String {
        let range = Int(field.key.offset) + 1..<Int(field.key.offset + field.key.count) - 2
        return String(decoding: shape.bytes[range], as: UTF8.self)
    }

    private mutating func value(of field: FieldShape, _ position: Position, _ buffer: inout ByteBuffer) -> Bool {
        switch field.kind {
        case .column(let column, let type, let form):
            return self.column(column, type: type, form: form, of: field, position, &buffer)
        case .identifier(let tag, let first, let count):
            guard let result = run.rows[position.statement]?.result else { return false }
            buffer.append(UInt8(ascii: "\""))
            OpaqueKey.append(tag: tag, columns: first..<first + count, of: position.row, in: result, to: &buffer)
            buffer.append(UInt8(ascii: "\""))
            return true
        case .literal(let range):
            literal(range, &buffer)
            return true
        case .forbidden(let index, let count):
            for offset in 0..<count { forbidden(index + offset, field) }
            guard field.isNullable else { return false }
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
        default:
            path.append(.key(name(of: field)))
            defer { path.removeLast() }
            return composite(field, position, &buffer)
        }
    }

    private func names(_ json: [UInt8]?, _ buffer: inout ByteBuffer) -> Bool {
        guard let json else { return false }
        buffer.append(json)
        return true
    }

    /// A field whose value is an object, a list or a part of a page.
    private mutating func composite(
        _ field: FieldShape,
        _ position: Position,
        _ buffer: inout ByteBuffer
    ) -> Bool {
        switch field.kind {
        case .object(let object, let presence):
            if presence >= 0, let result = run.rows[position.statement]?.result,
                result.isNull(position.row, Int(presence))
            {
                return null(field, &buffer)
            }
            return self.object(object, position, &buffer)
        case .connection(let object, let statement):
            guard let rows = run.rows[safe: Int(statement)] ?? nil else {
                return self.object(object, Position(statement: -1, row: 0, parentRow: position.row), &buffer)
            }
            let window = rows.window(ofParentRow: position.row)
            return self.object(
                object,
                Position(
                    statement: Int(statement),
                    row: window.rows.lowerBound,
                    window: window,
                    parentRow: position.row
                ),
                &buffer
            )
        case .figures(let object, let empty, let statement):
            guard let row = window(of: statement, position)?.rows.first else {
                return self.object(empty, Position.none, &buffer)
            }
            return self.object(object, Position(statement: Int(statement), row: row), &buffer)
        case .groups(let object, let statement):
            let window = window(of: statement, position)
            return list(object, Position(statement: Int(statement), row: 0, window: window), &buffer)
        case .nodesByID(let index): return nodes(shape.nodes[Int(index)], field, &buffer)
        case .row(let object, let statement):
            guard let rows = run.rows[Int(statement)], rows.count > 0 else { return null(field, &buffer) }
            return self.object(object, Position(statement: Int(statement), row: 0), &buffer)
        case .payloadObject(let object, let name): return payloadObject(object, name: name, field, position, &buffer)
        case .nodes(let object), .edges(let object): return list(object, position, &buffer)
        case .node(let object), .pageInfo(let object): return self.object(object, position, &buffer)
        case .totalCount:
            guard let rows = run.rows[safe: position.statement] ?? nil, let row = position.window?.totalRow,
                let result = rows.result
            else {
                buffer.append("0")
                return true
            }
            buffer.appendDecimal(result.int8(row, Int(rows.plan.totalColumn)))
            return true
        case .cursor: return cursor(of: position.row, position, &buffer)
        case .startCursor:
            return cursor(of: edgeRow(position, isFirst: true), position, &buffer)
        case .endCursor:
            return cursor(of: edgeRow(position, isFirst: false), position, &buffer)
        case .hasNextPage:
            buffer.append(hasNextPage(position) ? "true" : "false")
            return true
        case .hasPreviousPage:
            buffer.append(hasPreviousPage(position) ? "true" : "false")
            return true
        default: preconditionFailure("written as a leaf")
        }
    }

    private mutating func null(_ field: FieldShape, _ buffer: inout ByteBuffer) -> Bool {
        if field.isNullable {
            buffer.append("null")
            return true
        }
        // The path already ends in the field if its value is an object.
        let isLeaf =
            switch field.kind {
            case .column, .payload: true
            default: false
            }
        report(
            GraphQLError(
                "There is no value where one must be. Tell the operator: the data does not keep what the schema promises.",
                code: .internalServerError
            ),
            field: isLeaf ? field : nil
        )
        return false
    }

    /// The rows of a statement over the connection at hand that belong to the connection's parent.
    private func window(of statement: Int32, _ position: Position) -> StatementRows.Window? {
        run.rows[Int(statement)]?.window(ofParentRow: position.parentRow)
    }

    // MARK: Objects by their ids

    private mutating func nodes(_ nodes: NodeShape, _ field: FieldShape, _ buffer: inout ByteBuffer) -> Bool {
        guard nodes.isList else {
            if node(at: 0, nodes, &buffer) { return true }
            return null(field, &buffer)
        }
        var count = 0
        if case .array(let ids)? = run.inputs.value(nodes.ids) { count = ids.count }
        buffer.append(UInt8(ascii: "["))
        for index in 0..<count {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            path.append(.index(index))
            defer { path.removeLast() }
            if !node(at: index, nodes, &buffer) {
                if isTooLong { return false }
                buffer.append("null")
            }
        }
        buffer.append(UInt8(ascii: "]"))
        return true
    }

    /// Appends the object with one of the ids; `false`, and nothing appended, if there is none to be shown.
    private mutating func node(at index: Int, _ nodes: NodeShape, _ buffer: inout ByteBuffer) -> Bool {
        for (statement, object) in nodes.candidates {
            guard let row = run.rows[Int(statement)]?.window(ofParentRow: index).rows.first else { continue }
            let start = buffer.count
            if self.object(object, Position(statement: Int(statement), row: row), &buffer) { return true }
            buffer.truncate(to: start)
            return false
        }
        return false
    }

    /// An object of a command's result, or a list of them.
    private mutating func payloadObject(
        _ object: Int32,
        name: Int32,
        _ field: FieldShape,
        _ position: Position,
        _ buffer: inout ByteBuffer
    ) -> Bool {
        let outer = payload
        defer { payload = outer }
        switch outer[shape.payloadNames[Int(name)]] {
        case .object(let members)?:
            payload = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
            return self.object(object, position, &buffer)
        case .array(let items)?:
            buffer.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                guard case .object(let members) = item else { return null(field, &buffer) }
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                payload = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
                path.append(.index(index))
                defer { path.removeLast() }
                guard self.object(object, position, &buffer) else { return false }
            }
            buffer.append(UInt8(ascii: "]"))
            return true
        default: return null(field, &buffer)
        }
    }

    // MARK: Lists

    private mutating func list(_ object: Int32, _ position: Position, _ buffer: inout ByteBuffer) -> Bool {
        buffer.append(UInt8(ascii: "["))
        guard let window = position.window else {
            buffer.append(UInt8(ascii: "]"))
            return true
        }
        for index in 0..<window.rows.count {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            let row = window.isReversed ? window.rows.upperBound - 1 - index : window.rows.lowerBound + index
            path.append(.index(index))
            defer { path.removeLast() }
            let item = Position(statement: position.statement, row: row, window: window)
            guard self.object(object, item, &buffer) else { return false }
        }
        buffer.append(UInt8(ascii: "]"))
        return true
    }

    /// The first or last row as the response shows them.
    private func edgeRow(_ position: Position, isFirst: Bool) -> Int? {
        guard let window = position.window, !window.rows.isEmpty else { return nil }
        return isFirst != window.isReversed ? window.rows.lowerBound : window.rows.upperBound - 1
    }

    private func cursor(of row: Int?, _ position: Position, _ buffer: inout ByteBuffer) -> Bool {
        guard let row, let rows = run.rows[safe: position.statement] ?? nil, let result = rows.result,
            let page = rows.plan.page
        else {
            buffer.append("null")
            return true
        }
        buffer.append(UInt8(ascii: "\""))
        OpaqueKey.append(tag: page.fingerprint, columns: page.cursorColumns, of: row, in: result, to: &buffer)
        buffer.append(UInt8(ascii: "\""))
        return true
    }

    /// Relay, Cursor Connections, section 5.1.
    private func hasNextPage(_ position: Position) -> Bool {
        guard let window = position.window, let page = run.rows[position.statement]?.plan.page else { return false }
        return page.isBackward ? page.before.flatMap { run.inputs.value($0) } != nil : window.hasMore
    }

    private func hasPreviousPage(_ position: Position) -> Bool {
        guard let window = position.window, let page = run.rows[position.statement]?.plan.page else { return false }
        if page.isBackward { return window.hasMore }
        return window.isCut || page.after.flatMap { run.inputs.value($0) } != nil
    }

    // MARK: Leaves

    private mutating func column(
        _ column: Int32,
        type: UInt32,
        form: ScalarForm,
        of field: FieldShape,
        _ position: Position,
        _ buffer: inout ByteBuffer
    ) -> Bool {
        guard let result = run.rows[position.statement]?.result else { return false }
        let bytes = result.bytes(position.row, Int(column))
        if bytes.isEmpty && result.isNull(position.row, Int(column)) { return null(field, &buffer) }
        if form == .int, bytes.count == 8 {
            let value = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
            guard Int32(exactly: value) != nil else {
                report(
                    GraphQLError(
                        "The value \(value) does not fit the type Int, which has 32 bits.",
                        code: .internalServerError
                    ),
                    field: field
                )
                return false
            }
        }
        if JSONEncoding.append(bytes, type: type, quoted: form == .string, to: &buffer) { return true }
        report(GraphQLError("The value is not a finite number.", code: .internalServerError), field: field)
        return false
    }

    // MARK: Errors

    private mutating func forbidden(_ index: Int32, _ field: FieldShape) {
        guard reported.insert(index).inserted else { return }
        let forbidden = run.plan.operation.forbidden[Int(index)]
        report(explanation.error(for: forbidden, isSignedIn: run.session != nil), field: field)
    }

    private mutating func report(_ error: GraphQLError, field: FieldShape?) {
        guard errors.count < ResponseWriter.maximumErrors else { return }
        var error = error
        error.path = path + (field.map { [.key(name(of: $0))] } ?? [])
        errors.append(error)
    }
}

extension ResponseWriter.Position {
    /// Of a list that was not asked for, because its parent has no key.
    fileprivate static var none: ResponseWriter.Position { ResponseWriter.Position(statement: -1, row: 0) }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
