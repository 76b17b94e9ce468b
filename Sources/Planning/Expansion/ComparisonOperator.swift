/// What a condition asks of one value, by the name of its member in a filter's input type.
enum ComparisonOperator: String {
    case eq, ne, `in`, notIn
    case lt, lte, gt, gte
    case contains, startsWith, endsWith
    case eqIgnoringCase, containsIgnoringCase, startsWithIgnoringCase, endsWithIgnoringCase
    case has, hasAll, hasAny, isEmpty
    case isNull

    var summary: String {
        switch self {
        case .eq: "Equal to this."
        case .ne: "Not equal to this; also true of no value."
        case .in: "Equal to one of these."
        case .notIn: "Equal to none of these; also true of no value."
        case .lt: "Less than this."
        case .lte: "Less than this or equal."
        case .gt: "Greater than this."
        case .gte: "Greater than this or equal."
        case .contains: "Has this part. All characters stand for themselves."
        case .startsWith: "Begins with this."
        case .endsWith: "Ends with this."
        case .eqIgnoringCase: "Equal to this but for upper and lower case."
        case .containsIgnoringCase: "Has this part, but for upper and lower case."
        case .startsWithIgnoringCase: "Begins with this, but for upper and lower case."
        case .endsWithIgnoringCase: "Ends with this, but for upper and lower case."
        case .isNull: "Whether there is no value."
        case .has, .hasAll, .hasAny, .isEmpty: ""
        }
    }

    /// The type of its operand in a filter for values of `scalar`.
    func type(for scalar: String) -> String {
        switch self {
        case .in, .notIn: "[\(scalar)!]"
        case .isNull: "Boolean"
        case .contains, .startsWith, .endsWith, .eqIgnoringCase, .containsIgnoringCase, .startsWithIgnoringCase,
            .endsWithIgnoringCase:
            "String"
        default: scalar
        }
    }
}
