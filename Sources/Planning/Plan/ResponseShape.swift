/// The response of a plan, as what the writer does for each field: flat arrays of plain
/// values, so that writing a row costs no reference counting and no allocation.
///
///     objects[0] is the operation's root; an object is a range of `fields`;
///     a field's key and constant values are ranges of `bytes`.
package struct ResponseShape: Sendable {
    package internal(set) var bytes: [UInt8] = []
    package internal(set) var objects: [ObjectShape] = []
    package internal(set) var fields: [FieldShape] = []
    /// The fields that show objects by their ids.
    package internal(set) var nodes: [NodeShape] = []
    /// Names of a payload's values, by index.
    package internal(set) var payloadNames: [String] = []

    package init() {}

    mutating func literal(_ text: some Sequence<UInt8>) -> ByteRange {
        let start = bytes.count
        bytes += text
        return ByteRange(offset: Int32(start), count: Int32(bytes.count - start))
    }
}

package struct ByteRange: Sendable, BitwiseCopyable {
    package let offset: Int32
    package let count: Int32
}

package struct ObjectShape: Sendable, BitwiseCopyable {
    package let firstField: Int32
    package let fieldCount: Int32
}

/// Objects found by their ids: each of the type that its id names.
package struct NodeShape: Sendable {
    package let ids: InputSource
    package let isList: Bool
    /// For each type that may be shown: its statement, and how its objects are written.
    package let candidates: [(statement: Int32, object: Int32)]
}

package struct FieldShape: Sendable, BitwiseCopyable {
    /// `,"name":` in `ResponseShape.bytes`.
    package let key: ByteRange
    package let kind: Kind
    /// Null here does not make the object around it null.
    package let isNullable: Bool

    package enum Kind: Sendable, BitwiseCopyable {
        /// Bytes known when planned: `__typename`, introspection.
        case literal(ByteRange)
        /// A column of the current row. `type` is its `pg_type.oid`.
        case column(Int32, type: UInt32, form: ScalarForm)
        /// The opaque id, of the key columns of the current row.
        case identifier(tag: UInt32, firstColumn: Int32, count: Int32)
        /// An object on the current row, null where `presence` (a column) is null; -1: never null.
        case object(Int32, presence: Int32)
        /// A connection: the rows of `statement` that belong to the current row; -1 if no part of the page is selected.
        case connection(Int32, statement: Int32)
        /// The one row of `statement`, or null.
        case row(Int32, statement: Int32)
        /// Null, with an error for each of `count` fields from `OperationPlan.forbidden[index]`.
        case forbidden(Int32, count: Int32)
        /// `ResponseShape.nodes[index]`.
        case nodesByID(Int32)
        /// Aggregates: the one row of `statement` that belongs to the connection's parent; without one, `empty`.
        case figures(Int32, empty: Int32, statement: Int32)
        /// Groups: the rows of `statement` that belong to the connection's parent.
        case groups(Int32, statement: Int32)
        case sessionRoles
        case sessionPermissions
        /// A value of a command's result: `ResponseShape.payloadNames[index]`.
        case payload(Int32)
        /// An object of a command's result, or a list of them, whose fields are values of its own.
        case payloadObject(Int32, name: Int32)
        // The parts of a connection.
        case nodes(Int32)
        case edges(Int32)
        case pageInfo(Int32)
        case totalCount
        case node(Int32)
        case cursor
        case hasNextPage
        case hasPreviousPage
        case startCursor
        case endCursor
    }
}

/// How a column's value is written as JSON, where the type of the field decides.
package enum ScalarForm: UInt8, Sendable, BitwiseCopyable {
    /// As the column's type: numbers and booleans bare, everything else as a string.
    case natural
    /// As a JSON string: `ID`, `Decimal`.
    case string
    /// As a JSON number within 32 bits, else an error (specification, section 3.5.1).
    case int

    /// The form of a GraphQL scalar.
    init(of scalar: String) {
        switch scalar {
        case "ID", "Decimal": self = .string
        case "Int": self = .int
        default: self = .natural
        }
    }
}
