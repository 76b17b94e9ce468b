import CLibpq

/// The rows that a statement returned, in PostgreSQL's binary format, as libpq holds them.
package final class QueryResult {
    /// The rows without their ownership, for loops that read many values.
    package let cells: ResultCells
    package let rowCount: Int
    package let columnCount: Int

    /// Takes ownership of a `PGresult`.
    init(_ result: OpaquePointer) {
        cells = ResultCells(result)
        rowCount = Int(PQntuples(result))
        columnCount = Int(PQnfields(result))
    }

    deinit {
        PQclear(cells.result)
    }

    package func isNull(_ row: Int, _ column: Int) -> Bool { cells.isNull(row, column) }

    /// A value's bytes; empty for null. Valid as long as the result.
    package func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer { cells.bytes(row, column) }

    package func int8(_ row: Int, _ column: Int) -> Int64 { cells.int8(row, column) }

    package func int4(_ row: Int, _ column: Int) -> Int32 {
        Int32(bigEndian: bytes(row, column).loadUnaligned(as: Int32.self))
    }

    package func bool(_ row: Int, _ column: Int) -> Bool {
        bytes(row, column).first == 1
    }

    package func text(_ row: Int, _ column: Int) -> String {
        String(decoding: bytes(row, column), as: UTF8.self)
    }

    package func optionalText(_ row: Int, _ column: Int) -> String? {
        isNull(row, column) ? nil : text(row, column)
    }

    /// The elements of a `text[]`, nulls left out.
    package func texts(_ row: Int, _ column: Int) -> [String] {
        var texts: [String] = []
        BinaryArray(bytes(row, column)).visitElements { element in
            if let element { texts.append(String(decoding: element, as: UTF8.self)) }
        }
        return texts
    }

    /// Rows that a command changed.
    package var affectedRows: Int { Int(String(cString: PQcmdTuples(cells.result))) ?? 0 }
}

/// The values of a result: a pointer that counts no references. Valid as long as the `QueryResult` it is from.
package struct ResultCells {
    @usableFromInline let result: OpaquePointer

    fileprivate init(_ result: OpaquePointer) {
        self.result = result
    }

    @inlinable
    package func isNull(_ row: Int, _ column: Int) -> Bool {
        PQgetisnull(result, Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column)) == 1
    }

    /// A value's bytes; empty for null.
    @inlinable
    package func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer {
        let row = Int32(truncatingIfNeeded: row)
        let column = Int32(truncatingIfNeeded: column)
        return UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column),
            count: Int(PQgetlength(result, row, column))
        )
    }

    @inlinable
    package func int8(_ row: Int, _ column: Int) -> Int64 {
        Int64(bigEndian: bytes(row, column).loadUnaligned(as: Int64.self))
    }
}
