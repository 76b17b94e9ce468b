import GraphQL
import Planning
import Postgres

/// Turns what a plan says of a statement's parameters into their values.
struct ParameterBinder {
    let session: Session?
    let inputs: Inputs
    /// Keys of rows in a command's result, by the name of their field.
    let payloadKeys: [String: [Int64]]
    /// The key of the row that has changed, as text.
    let changedKey: [String]
    let page: PageRequest?
    let keys: ParentKeys?
    let nodes: NodeKeys?
    private var after: [[UInt8]?]?
    private var before: [[UInt8]?]?

    init(
        session: Session?,
        inputs: Inputs,
        payloadKeys: [String: [Int64]] = [:],
        changedKey: [String] = [],
        page: PageRequest?,
        keys: ParentKeys? = nil,
        nodes: NodeKeys? = nil
    ) {
        self.session = session
        self.inputs = inputs
        self.payloadKeys = payloadKeys
        self.changedKey = changedKey
        self.page = page
        self.keys = keys
        self.nodes = nodes
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
            case .organization: ParameterBinder.append(session?.organizationID, parameter.type, &parameters)
            case .user: ParameterBinder.append(session?.userID, parameter.type, &parameters)
            case .parentKeys(let component, let element):
                keys?.append(component: component, elementType: element, to: &parameters)
            case .limit:
                parameters.int8(Int64(page?.size ?? 0) + (planned.page?.needsMore == true ? 1 : 0))
            case .input(let source):
                try ParameterBinder.append(inputs.value(source), parameter.type, &parameters)
            case .identifier(let source, let tag, let component, let types):
                var values: [[UInt8]?]?
                if case .string(let text)? = inputs.value(source) {
                    values = OpaqueKey.decode(text, tag: tag, types: types)
                }
                // An id that is not one of this type is the id of nothing.
                ParameterBinder.append(values?[component], &parameters)
            case .identifiers(let source, let tag, let component, let types):
                NodeKeys(inputs.value(source), tag: tag, types: types)
                    .append(component: component, elementType: types[component].oid, to: &parameters)
            case .nodeKeys(let component, let element):
                nodes?.append(component: component, elementType: element, to: &parameters)
            case .pattern(let source, let pattern):
                let value = inputs.value(source).map { ParameterBinder.pattern($0, pattern) }
                try ParameterBinder.append(value, parameter.type, &parameters)
            case .cursor(.after, let component): ParameterBinder.append(after?[component], &parameters)
            case .cursor(.before, let component): ParameterBinder.append(before?[component], &parameters)
            case .payload(let name, let component):
                guard let key = payloadKeys[name] else { return nil }
                ParameterBinder.append(key[component], parameter.type, &parameters)
            case .changedKey(let component):
                guard changedKey.indices.contains(component) else { return nil }
                parameters.textFormat(changedKey[component])
            }
        }
        return parameters
    }

    private func cursor(
        _ source: InputSource?,
        _ name: String,
        _ plan: PagePlan
    ) throws(GraphQLError) -> [[UInt8]?]? {
        guard let source, case .string(let text)? = inputs.value(source) else { return nil }
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

    /// A text as a pattern for LIKE in which every character stands for itself (PostgreSQL manual, 9.7.1).
    private static func pattern(_ value: JSONValue, _ pattern: TextPattern) -> JSONValue {
        guard case .string(let text) = value else { return value }
        var escaped = pattern == .startsWith ? "" : "%"
        for scalar in text.unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "\\" { escaped.unicodeScalars.append("\\") }
            escaped.unicodeScalars.append(scalar)
        }
        return .string(pattern == .endsWith ? escaped : escaped + "%")
    }

    /// A list as PostgreSQL reads arrays as text (manual, 8.15.2), every element quoted.
    private static func append(_ items: [JSONValue], _ parameters: inout Parameters) throws(GraphQLError) {
        var text = "{"
        for (index, item) in items.enumerated() {
            if index > 0 { text += "," }
            let element: String =
                switch item {
                case .string(let value), .number(let value): value
                case .integer(let value): String(value)
                case .boolean(let flag): flag ? "true" : "false"
                case .null, .array, .object:
                    throw GraphQLError("A value in a list must not be null.", code: .badUserInput)
                }
            try refuseNUL(element)
            text += "\""
            for scalar in element.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { text.unicodeScalars.append("\\") }
                text.unicodeScalars.append(scalar)
            }
            text += "\""
        }
        parameters.textFormat(text + "}")
    }

    private static func refuseNUL(_ text: String) throws(GraphQLError) {
        guard text.utf8.contains(0) else { return }
        throw GraphQLError("A text holds the character U+0000, which no text here has.", code: .badUserInput)
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
            try refuseNUL(text)
            parameters.textFormat(text)
        case .array(let items)?: try append(items, &parameters)
        case .object?:
            throw GraphQLError("A single value is expected here.", code: .badUserInput)
        }
    }
}
