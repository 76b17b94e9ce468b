import GraphQL

/// A filter as the planner read it: columns instead of fields, and where values come from instead of values.
///
/// Every condition is true or false, never unknown: a comparison with no value is false, and `not` turns that round.
indirect enum Condition {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case comparison(Comparison)
    /// The row's id; with several sources: one of these ids.
    case identifier(InputSource, isList: Bool, relation: Relation)
    case related(RelatedRows, Quantifier, Condition)

    /// What is asked of the rows that a relation leads to.
    enum Quantifier {
        case some
        case none
        case every
    }
}

/// One operator of one column.
struct Comparison {
    let column: String
    let columnType: ColumnType
    let isNotNull: Bool
    let comparison: ComparisonOperator
    let operand: Operand

    enum Operand {
        case value(InputSource, ColumnType)
        case pattern(InputSource, TextPattern)
        case flag(Bool)
    }
}

/// Where in a text a part stands.
package enum TextPattern: Sendable, Hashable {
    case contains
    case startsWith
    case endsWith
}

/// Rows that a condition reaches through a relation.
struct RelatedRows {
    let relation: Relation
    /// Columns there (or in the link table) that hold `references` here.
    let columns: [String]
    let references: [String]
    let link: LinkTable?
}

/// A field that an order or a group names, through any number of to-one relations.
struct FieldPath {
    struct Step {
        let field: String
        let target: Relation
        let columns: [String]
        let references: [String]
    }

    let steps: [Step]
    /// The relation that the last step leads to, with the field's source.
    let relation: Relation
    let field: String
    let scalar: String
    let source: FieldSource

    /// Response names from the root of the path: `product.family`.
    var text: String { (steps.map(\.field) + [field]).joined(separator: ".") }
}

/// One term of an order, as given.
struct OrderingItem {
    let path: FieldPath
    let direction: SortDirection
}

/// A value of `OrderDirection`.
struct SortDirection {
    let descending: Bool
    let nullsFirst: Bool

    init(_ name: String?) {
        descending = name?.hasPrefix("DESC") ?? false
        // Without a word about it, a row without a value counts as larger than all others, as in PostgreSQL.
        nullsFirst = name.map { $0.hasSuffix("NULLS_FIRST") || ($0 == "DESC") } ?? false
    }
}

/// What a list is asked for, beside its page.
struct ListArguments {
    var condition: Condition?
    /// `nil`: the list's own order.
    var order: [OrderingItem]?
    /// Fields that the caller may not read, but asks to filter or sort by.
    var forbidden: [ForbiddenField] = []
}

/// What groups are asked for.
struct GroupArguments {
    struct Key {
        let path: FieldPath
        /// `VALUE`, or the unit that a date or moment is cut to.
        let unit: String
    }

    enum Term {
        case key(String, SortDirection)
        case figure(AggregatePart, field: String?, SortDirection)
    }

    var keys: [Key] = []
    var order: [Term] = []
    var forbidden: [ForbiddenField] = []
}
