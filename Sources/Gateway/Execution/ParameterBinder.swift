import GraphQL
import Planning
import Postgres

/// Turns what a plan says of a statement's parameters into their values.
struct ParameterBinder {
    let run: PlanRun
    let page: PageRequest?
    let keys: ParentKeys?
    private var after: [[UInt8]?]?
    private var before: [[UInt8]?]?

    init(run: PlanRun, page: PageRequest?, keys: ParentKeys?) {
        self.run = run
        self.page = page
        self.keys = keys
    }

    /// - Returns: `nil` if a command's result does not have the row that is asked for.
    mutating func bind(_ planned: StatementPlan) throws(GraphQLError) -> Parameters? {
        var parameters = Parameters()
        if let plan = planned.page {
            after = try cursor(plan.after, "after", plan)
            before = try cursor(plan.before, "before", plan)
        }
        for parameter in planned.parameters {
            switch parameter.source {
            case .organization: ParameterBinder.append(run.session?.organizationID, parameter.type, &parameters)
            case .user: ParameterBinder.append(run.session?.userID, parameter.type, &parameters)
            case .parentKeys(let component, let element):
                keys?.append(component: component, elementType: element, to: &parameters)
            case .limit:
                parameters.int8(Int64((page?.size ?? 0) + (planned.page?.needsMore == true ? 1 : 0)))
            case .input(let source):
                try ParameterBinder.append(run.inputs.value(source), parameter.type, &parameters)
            case .identifier(let source, let tag, let component, let types):
                var values: [[UInt8]?]?
                if case .string(let text)? = run.inputs.value(source) {
                    values = OpaqueKey.decode(text, tag: tag, types: types)
                }
                // An id that is not one of this type is the id of nothing.
                ParameterBinder.append(values?[component], &parameters)
            case .cursor(.after, let component): ParameterBinder.append(after?[component], &parameters)
            case .cursor(.before, let component): ParameterBinder.append(before?[component], &parameters)
            case .payload(let name, let component):
                guard let key = run.payloadKeys[name] else { return nil }
                ParameterBinder.append(key[component], parameter.type, &parameters)
            }
        }
        return parameters
    }

    private func cursor(
        _ source: InputSource?,
        _ name: String,
        _ plan: PagePlan
    ) throws(GraphQLError) -> [[UInt8]?]? {
        guard let source, case .string(let text)? = run.inputs.value(source) else { return nil }
        if let values = OpaqueKey.decode(text, tag: plan.fingerprint, types: plan.cursorTypes) { return values }
        throw GraphQLError(
            "`\(name)` is not a cursor of this list in this order. Take it from `endCursor`, `startCursor` or `cursor` "
                + "of the same list.",
            code: .badUserInput
        )
    }

    private static func append(_ bytes: [UInt8]??, _ parameters: inout Parameters) {
        if let bytes, let bytes { parameters.binary(bytes) } else { parameters.null() }
    }

    private static func append(_ value: Int64?, _ type: ColumnType, _ parameters: inout Parameters) {
        guard let value else { return parameters.null() }
        switch type.oid {
        case JSONEncoding.OID.int8: parameters.int8(value)
        case JSONEncoding.OID.int4:
            if let value = Int32(exactly: value) { parameters.int4(value) } else { parameters.null() }
        default: parameters.textFormat(String(value))
        }
    }

    /// A coerced value as the column's type takes it.
    private static func append(
        _ value: JSONValue?,
        _ type: ColumnType,
        _ parameters: inout Parameters
    ) throws(GraphQLError) {
        switch value {
        case nil, .null?: parameters.null()
        case .boolean(let flag)?: parameters.bool(flag)
        case .integer(let integer)?: append(integer, type, &parameters)
        case .number(let text)?: parameters.textFormat(text)
        case .string(let text)?:
            if text.utf8.contains(0) {
                throw GraphQLError("A text holds the character U+0000, which no text here has.", code: .badUserInput)
            }
            parameters.textFormat(text)
        case .array?, .object?:
            throw GraphQLError("A single value is expected here.", code: .badUserInput)
        }
    }
}
