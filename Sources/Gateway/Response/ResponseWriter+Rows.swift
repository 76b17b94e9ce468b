import Bytes
import GraphQL
import Planning
import Postgres

/// Fields whose value is an object of other rows, a list, or a part of a page.
extension ResponseWriter {
    mutating func composite(_ field: Field, _ position: Position, _ buffer: inout ByteBuffer) -> Bool {
        switch field.pointee.kind {
        case .connection(let object, let statement):
            return self.object(object, page(of: statement, below: position), &buffer)
        case .nodes(let object), .edges(let object): return list(object, position, &buffer)
        case .node(let object), .pageInfo(let object): return self.object(object, position, &buffer)
        case .row(let object, let statement):
            let row = self.position(of: statement, row: 0)
            guard row.cells != nil, run.rowCount(of: statement) > 0 else { return null(field, &buffer) }
            return self.object(object, row, &buffer)
        case .figures(let object, let empty, let statement):
            guard let row = window(of: statement, position)?.rows.first else {
                return self.object(empty, Position(), &buffer)
            }
            return self.object(object, self.position(of: statement, row: row), &buffer)
        case .groups(let object, let statement):
            var groups = self.position(of: statement, row: 0)
            groups.window = window(of: statement, position)
            return list(object, groups, &buffer)
        case .nodesByID(let index): return nodes(shape.nodes[Int(index)], field, &buffer)
        case .payloadObject(let object, let name): return payloadObject(object, name: name, field, position, &buffer)
        case .totalCount: totalCount(position, &buffer)
        case .cursor: cursor(of: position.row, position, &buffer)
        case .startCursor: cursor(of: edgeRow(position, isFirst: true), position, &buffer)
        case .endCursor: cursor(of: edgeRow(position, isFirst: false), position, &buffer)
        case .hasNextPage: buffer.append(hasNextPage(position) ? "true" : "false")
        case .hasPreviousPage: buffer.append(hasPreviousPage(position) ? "true" : "false")
        case .literal, .column, .identifier, .object, .forbidden, .sessionRoles, .sessionPermissions, .payload:
            preconditionFailure("written where it is read")
        }
        return true
    }

    /// A row of a statement.
    private func position(of statement: Int32, row: Int) -> Position {
        Position(statement: statement, cells: run.cells(of: statement), row: row)
    }

    /// The page of a list that belongs to the row at hand; of a list that was not asked for, an empty one.
    private func page(of statement: Int32, below position: Position) -> Position {
        guard statement >= 0, let rows = run.rows[Int(statement)] else { return Position(parentRow: position.row) }
        let window = rows.window(ofParentRow: position.row)
        return Position(
            statement: statement,
            cells: rows.result?.cells,
            row: window.rows.lowerBound,
            window: window,
            parentRow: position.row
        )
    }

    /// The rows of a statement over the connection at hand that belong to the connection's parent.
    private func window(of statement: Int32, _ position: Position) -> StatementRows.Window? {
        run.rows[Int(statement)]?.window(ofParentRow: position.parentRow)
    }

    private mutating func list(_ object: Int32, _ position: Position, _ buffer: inout ByteBuffer) -> Bool {
        buffer.append(UInt8(ascii: "["))
        if let window = position.window {
            var item = position
            for index in 0..<window.rows.count {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                item.row = window.isReversed ? window.rows.upperBound - 1 - index : window.rows.lowerBound + index
                guard self.item(index, object, item, &buffer) else { return false }
            }
        }
        buffer.append(UInt8(ascii: "]"))
        return true
    }

    // MARK: Parts of a page

    private func totalCount(_ position: Position, _ buffer: inout ByteBuffer) {
        guard let cells = position.cells, let row = position.window?.totalRow,
            let column = run.rows[Int(position.statement)]?.plan.totalColumn
        else { return buffer.append("0") }
        buffer.appendDecimal(cells.int8(row, Int(column)))
    }

    /// The first or last row as the response shows them.
    private func edgeRow(_ position: Position, isFirst: Bool) -> Int? {
        guard let window = position.window, !window.rows.isEmpty else { return nil }
        return isFirst != window.isReversed ? window.rows.lowerBound : window.rows.upperBound - 1
    }

    private func cursor(of row: Int?, _ position: Position, _ buffer: inout ByteBuffer) {
        guard let row, let cells = position.cells, let page = pagePlan(position) else { return buffer.append("null") }
        buffer.append(UInt8(ascii: "\""))
        OpaqueKey.append(tag: page.fingerprint, columns: page.cursorColumns, of: row, in: cells, to: &buffer)
        buffer.append(UInt8(ascii: "\""))
    }

    private func pagePlan(_ position: Position) -> PagePlan? {
        position.statement < 0 ? nil : run.rows[Int(position.statement)]?.plan.page
    }

    /// Relay, Cursor Connections, section 5.1.
    private func hasNextPage(_ position: Position) -> Bool {
        guard let window = position.window, let page = pagePlan(position) else { return false }
        return page.isBackward ? page.before.flatMap { run.inputs.value($0) } != nil : window.hasMore
    }

    private func hasPreviousPage(_ position: Position) -> Bool {
        guard let window = position.window, let page = pagePlan(position) else { return false }
        if page.isBackward { return window.hasMore }
        return window.isCut || page.after.flatMap { run.inputs.value($0) } != nil
    }

    // MARK: Objects by their ids

    private mutating func nodes(_ nodes: NodeShape, _ field: Field, _ buffer: inout ByteBuffer) -> Bool {
        guard nodes.isList else {
            guard let (object, row) = node(at: 0, nodes) else { return null(field, &buffer) }
            return self.object(object, row, &buffer)
        }
        var count = 0
        if case .array(let ids)? = run.inputs.value(nodes.ids) { count = ids.count }
        buffer.append(UInt8(ascii: "["))
        for index in 0..<count {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            let start = buffer.count
            if let (object, row) = node(at: index, nodes), item(index, object, row, &buffer) { continue }
            if isTooLong { return false }
            buffer.truncate(to: start)
            buffer.append("null")
        }
        buffer.append(UInt8(ascii: "]"))
        return true
    }

    /// The object with one of the ids, and how it is written.
    private func node(at index: Int, _ nodes: NodeShape) -> (object: Int32, row: Position)? {
        for (statement, object) in nodes.candidates {
            guard let row = run.rows[Int(statement)]?.window(ofParentRow: index).rows.first else { continue }
            return (object, position(of: statement, row: row))
        }
        return nil
    }

    // MARK: Results of commands

    /// An object of a command's result, or a list of them.
    private mutating func payloadObject(
        _ object: Int32,
        name: Int32,
        _ field: Field,
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
                guard self.item(index, object, position, &buffer) else { return false }
            }
            buffer.append(UInt8(ascii: "]"))
            return true
        default: return null(field, &buffer)
        }
    }
}
