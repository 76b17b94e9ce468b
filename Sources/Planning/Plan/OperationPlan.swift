package import GraphQL

/// What one operation does for callers with one permission mask: the statements that fetch
/// its rows and the shape that its response has.
///
/// Plain data without variable values, so one plan serves every request with the same
/// document, operation name, mask and *specialization* (the few variable values that change
/// the SQL text: conditions of `@skip`/`@include`, and which paging arguments are given).
package final class OperationPlan: Sendable {
    /// A statement's parent comes before it.
    package let statements: [StatementPlan]
    package let shape: ResponseShape
    /// Fields that the caller may not read, in document order.
    package let forbidden: [ForbiddenField]
    /// Of a subscription whose field the caller may read; its first statement finds the object that has changed.
    package let change: ChangePlan?

    package init(
        statements: [StatementPlan],
        shape: ResponseShape,
        forbidden: [ForbiddenField],
        change: ChangePlan? = nil
    ) {
        self.statements = statements
        self.shape = shape
        self.forbidden = forbidden
        self.change = change
    }
}

/// A field that the caller may not read.
package struct ForbiddenField: Sendable {
    /// Type and name, as in a schema coordinate: `Agreement.orders`.
    package let coordinate: String
    package let location: SourceLocation
    /// Response names from the root, without list indices.
    package let path: [String]
    /// What is missing.
    package let missing: PermissionSet

    package init(coordinate: String, location: SourceLocation, path: [String], missing: PermissionSet) {
        self.coordinate = coordinate
        self.location = location
        self.path = path
        self.missing = missing
    }
}

/// What happens to a field that the caller may not read.
package enum ForbiddenPolicy: String, Sendable, CaseIterable {
    /// It is null, with an error that names the missing permission.
    case null
    /// It is left out of the response.
    case omit
    /// The whole operation is refused.
    case refuse
}

/// One `SELECT`, as the statement to prepare and where its parameters come from.
///
/// A class, as its `page` is: every run of a plan looks at them, and a copy of all their fields would count as many
/// references.
package final class StatementPlan: Sendable {
    package let sql: String
    package let parameters: [ParameterPlan]
    /// The statement whose rows this one's rows belong to; `nil` at the root.
    package let parent: ParentRows?
    /// The ids whose objects this finds; `nil` for all other statements.
    package let nodes: NodeRows?
    /// Column with the 1-based position of the parent's key in the array that was sent.
    package let ordinalColumn: Int32
    /// Column that is null where a row exists only to carry `totalCount`; -1 if there is no such row.
    package let presenceColumn: Int32
    /// Column of `totalCount`, or -1.
    package let totalColumn: Int32
    /// Paging; `nil` for statements that find one row.
    package let page: PagePlan?
    /// Where the field stands and its path, for errors about its arguments.
    package let location: SourceLocation
    package let path: [String]

    init(
        sql: String,
        parameters: [ParameterPlan],
        parent: ParentRows?,
        nodes: NodeRows?,
        ordinalColumn: Int32,
        presenceColumn: Int32,
        totalColumn: Int32,
        page: PagePlan?,
        location: SourceLocation,
        path: [String]
    ) {
        self.sql = sql
        self.parameters = parameters
        self.parent = parent
        self.nodes = nodes
        self.ordinalColumn = ordinalColumn
        self.presenceColumn = presenceColumn
        self.totalColumn = totalColumn
        self.page = page
        self.location = location
        self.path = path
    }
}

/// The rows that a nested list belongs to.
package struct ParentRows: Sendable {
    package let statement: Int
    /// Columns of the parent's result that hold the key. A row in which one is null has no children.
    package let keyColumns: [Int32]
    /// Several rows may have the same key (a list below a to-one relation): send each key once.
    package let mayRepeat: Bool
}

/// Objects that are found by their ids, those of one type.
package struct NodeRows: Sendable {
    /// An id, or a list of them.
    package let ids: InputSource
    package let tag: UInt32
    /// Types of the id's components.
    package let types: [ColumnType]
}

/// One parameter of a statement.
package struct ParameterPlan: Sendable {
    package let type: ColumnType
    package let source: Source

    package enum Source: Sendable {
        /// The caller's organization.
        case organization
        /// The caller's user.
        case user
        /// The array of the parents' keys: this component of them. `element` is the elements' `pg_type.oid`.
        case parentKeys(component: Int, element: UInt32)
        /// A value of the document or of a variable.
        case input(InputSource)
        /// A component of the opaque id in an input; the tag must be the type's.
        case identifier(InputSource, tag: UInt32, component: Int, of: [ColumnType])
        /// A component of the opaque ids in a list, as an array; ids of other types are left out.
        case identifiers(InputSource, tag: UInt32, component: Int, of: [ColumnType])
        /// The array of the keys of the nodes that are asked for: this component of them.
        case nodeKeys(component: Int, element: UInt32)
        /// A text as a pattern for LIKE that matches it literally.
        case pattern(InputSource, TextPattern)
        /// A component of the cursor in `after` or `before`.
        case cursor(CursorEnd, component: Int)
        /// The number of rows to fetch.
        case limit
        /// A component of the key of a row in a command's result.
        case payload(String, component: Int)
        /// A component of the key of the row that has changed.
        case changedKey(component: Int)
    }
}

/// An argument's value: known when planned, or a variable's.
package indirect enum InputSource: Sendable, Equatable {
    case constant(JSONValue)
    /// Position of the variable's definition.
    case variable(Int)
    /// A part of a variable's value.
    case part(Int, [InputStep])
    /// A list that is written out, some of its items perhaps variables.
    case list([InputSource])
}

/// A step into a variable's value.
package enum InputStep: Sendable, Equatable {
    case member(String)
    case item(Int)
}

package enum CursorEnd: Sendable {
    case after
    case before
}

/// Paging of one list, as the arguments that are given (Relay, Cursor Connections, section 4).
package final class PagePlan: Sendable {
    package let first: InputSource?
    package let last: InputSource?
    package let after: InputSource?
    package let before: InputSource?
    /// Names list and ordering: a cursor of another list does not fit.
    package let fingerprint: UInt32
    /// Columns of a cursor in the result (empty if none is selected), and their types.
    package let cursorColumns: [Int32]
    package let cursorTypes: [ColumnType]
    /// Fetch one row more than the page, to know whether there is one.
    package let needsMore: Bool

    init(
        first: InputSource?,
        last: InputSource?,
        after: InputSource?,
        before: InputSource?,
        fingerprint: UInt32,
        cursorColumns: [Int32],
        cursorTypes: [ColumnType],
        needsMore: Bool
    ) {
        self.first = first
        self.last = last
        self.after = after
        self.before = before
        self.fingerprint = fingerprint
        self.cursorColumns = cursorColumns
        self.cursorTypes = cursorTypes
        self.needsMore = needsMore
    }

    /// Rows are fetched from the end of the list, and turned round for the response.
    package var isBackward: Bool { last != nil && first == nil }
}
