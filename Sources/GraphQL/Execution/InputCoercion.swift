/// Several errors thrown together.
package struct ErrorList: Error, Sendable {
    package let errors: [GraphQLError]

    package init(_ errors: [GraphQLError]) {
        self.errors = errors
    }
}

/// Input coercion of values of any type (specification, section 3): from JSON for variables, from
/// literals for arguments and defaults. Collects every fault instead of stopping at the first.
package struct InputCoercion {
    let schema: Schema
    var errors: [GraphQLError] = []

    /// Where a value stands. Becomes words only in an error: "Variable `$input.roles[1]`".
    struct Place {
        enum Root {
            case variable(String)
            case argument(String)
        }

        let root: Root
        var location: SourceLocation
        private var steps: [PathSegment] = []

        init(_ root: Root, _ location: SourceLocation) {
            self.root = root
            self.location = location
        }

        /// Without the closing quote, so that more can be added.
        var label: String {
            var label =
                switch root {
                case .variable(let name): "Variable `$\(name)"
                case .argument(let name): "Argument `\(name)"
                }
            for step in steps {
                switch step {
                case .key(let name): label += ".\(name)"
                case .index(let index): label += "[\(index)]"
                }
            }
            return label
        }

        func member(_ name: String) -> Place { adding(.key(name)) }
        func item(_ index: Int) -> Place { adding(.index(index)) }

        private func adding(_ step: PathSegment) -> Place {
            var place = self
            place.steps.append(step)
            return place
        }
    }

    /// `CoerceVariableValues()` (section 6.1.2).
    ///
    /// - Parameter provided: the request's `variables`; names that the operation does not define are ignored.
    /// - Returns: one entry per variable definition, in order; `nil` where a variable is absent.
    /// - Throws: every fault found, as `BAD_USER_INPUT`.
    package static func variables(
        _ provided: JSONValue?,
        for operation: AST.OperationDefinition,
        schema: Schema
    ) throws(ErrorList) -> [JSONValue?] {
        if operation.variables.isEmpty { return [] }
        var coercion = InputCoercion(schema: schema)
        var values: [JSONValue?] = []
        for definition in operation.variables {
            let place = Place(.variable(definition.name.text), definition.name.location)
            if let value = provided?[definition.name.text] {
                values.append(coercion.coerce(value, to: definition.type, at: place))
            } else if let literal = definition.defaultValue {
                values.append(coercion.coerce(literal: literal, to: definition.type, at: place, variable: { _ in nil }))
            } else {
                if definition.type.isNonNull {
                    coercion.report("is required (\(definition.type)), but the request does not give it.", at: place)
                }
                values.append(nil)
            }
        }
        guard coercion.errors.isEmpty else { throw ErrorList(coercion.errors) }
        return values
    }

    /// `CoerceArgumentValues()` (section 6.4.1): values in the order of the definitions, defaults filled in,
    /// `nil` where an argument is absent.
    package static func arguments(
        _ given: [AST.Argument],
        of definitions: [InputValueDefinition],
        at location: SourceLocation,
        schema: Schema,
        variable: (String) -> JSONValue?
    ) throws(ErrorList) -> [(name: String, value: JSONValue?)] {
        var coercion = InputCoercion(schema: schema)
        let values = definitions.map { definition -> (name: String, value: JSONValue?) in
            let argument = given.first { $0.name.text == definition.name }
            let place = Place(.argument(definition.name), argument?.value.location ?? location)
            var literal = argument?.value
            if case .variable(let name)? = literal?.kind, variable(name) == nil { literal = nil }
            guard let literal = literal ?? definition.defaultValue else {
                if definition.type.isNonNull { coercion.report("is required (\(definition.type)).", at: place) }
                return (definition.name, nil)
            }
            return (
                definition.name, coercion.coerce(literal: literal, to: definition.type, at: place, variable: variable)
            )
        }
        guard coercion.errors.isEmpty else { throw ErrorList(coercion.errors) }
        return values
    }

    mutating func report(_ message: String, at place: Place) {
        guard errors.count < 100 else { return }
        errors.append(GraphQLError("\(place.label)` \(message)", code: .badUserInput, at: [place.location]))
    }

    // MARK: From JSON

    mutating func coerce(_ value: JSONValue, to type: AST.TypeReference, at place: Place) -> JSONValue? {
        switch type {
        case .nonNull(let inner):
            if value != .null { return coerce(value, to: inner, at: place) }
            report("must not be null (\(type)).", at: place)
            return nil
        case .list(let item, _):
            if value == .null { return .null }
            // A single value is a list of one (section 3.11).
            guard case .array(let items) = value else { return coerce(value, to: item, at: place).map { .array([$0]) } }
            return .array(items.enumerated().compactMap { coerce($1, to: item, at: place.item($0)) })
        case .named(let name):
            return value == .null ? .null : coerce(value, toNamed: name.text, at: place)
        }
    }

    private mutating func coerce(_ value: JSONValue, toNamed name: String, at place: Place) -> JSONValue? {
        switch schema.type(named: name)?.kind {
        case .enumeration(let values):
            if case .string(let text) = value, values.contains(where: { $0.name == text }) { return value }
            reportEnum(value, name: name, values: values, at: place)
            return nil
        case .inputObject(let fields, let isOneOf):
            guard case .object(let members) = value else {
                report("must be an object of type \(name), found \(LiteralCoercion.described(value)).", at: place)
                return nil
            }
            for member in members { checkKnown(member.name, of: name, fields: fields, at: place) }
            if isOneOf { checkOneOf(members.map { ($0.name, $0.value == .null) }, of: name, at: place) }
            var result: [JSONMember] = []
            for field in fields {
                if let member = members.first(where: { $0.name == field.name }) {
                    let coerced = coerce(member.value, to: field.type, at: place.member(field.name))
                    if let coerced { result.append(JSONMember(field.name, coerced)) }
                } else {
                    fill(field, into: &result, at: place)
                }
            }
            return .object(result)
        default: return scalar(value, name: name, at: place)
        }
    }

    // MARK: From literals

    mutating func coerce(
        literal: AST.Value,
        to type: AST.TypeReference,
        at place: Place,
        variable: (String) -> JSONValue?
    ) -> JSONValue? {
        var place = place
        place.location = literal.location
        if case .variable(let name) = literal.kind {
            // The variable's own type was checked against this place by validation; null was not.
            let value = variable(name) ?? .null
            if value == .null && type.isNonNull {
                report("must not be null (\(type)), but `$\(name)` is null or not given.", at: place)
                return nil
            }
            return value
        }
        if case .null = literal.kind {
            if type.isNonNull { report("must not be null (\(type)).", at: place) }
            return type.isNonNull ? nil : .null
        }
        switch type.nullable {
        case .nonNull: return nil
        case .list(let item, _):
            guard case .list(let items) = literal.kind else {
                return coerce(literal: literal, to: item, at: place, variable: variable).map { .array([$0]) }
            }
            return .array(
                items.enumerated().compactMap { coerce(literal: $1, to: item, at: place.item($0), variable: variable) }
            )
        case .named(let name): return coerce(literal: literal, toNamed: name.text, at: place, variable: variable)
        }
    }

    private mutating func coerce(
        literal: AST.Value,
        toNamed name: String,
        at place: Place,
        variable: (String) -> JSONValue?
    ) -> JSONValue? {
        switch schema.type(named: name)?.kind {
        case .enumeration(let values):
            if case .enumeration(let text) = literal.kind, values.contains(where: { $0.name == text }) {
                return .string(text)
            }
            reportEnum(literal.json, name: name, values: values, at: place)
            return nil
        case .inputObject(let fields, let isOneOf):
            guard case .object(let members) = literal.kind else {
                report("must be an object of type \(name), found \(LiteralCoercion.described(literal)).", at: place)
                return nil
            }
            for member in members { checkKnown(member.name.text, of: name, fields: fields, at: place) }
            var result: [JSONMember] = []
            var given: [(name: String, isNull: Bool)] = []
            for field in fields {
                var literal = members.first { $0.name.text == field.name }?.value
                // An absent variable is an absent field (section 3.10).
                if case .variable(let name)? = literal?.kind, variable(name) == nil { literal = nil }
                guard let literal else {
                    fill(field, into: &result, at: place)
                    continue
                }
                let value = coerce(literal: literal, to: field.type, at: place.member(field.name), variable: variable)
                given.append((field.name, value == .null))
                if let value { result.append(JSONMember(field.name, value)) }
            }
            if isOneOf { checkOneOf(given, of: name, at: place) }
            return .object(result)
        default:
            return scalar(literal: literal, name: name, at: place, variable: variable)
        }
    }
}
