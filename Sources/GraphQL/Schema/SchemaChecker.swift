/// The rules of section 3 that need the whole schema: do names resolve, do types fit their places.
struct SchemaChecker {
    let schema: Schema
    private(set) var errors: [GraphQLError] = []

    init(schema: Schema) {
        self.schema = schema
    }

    mutating func check() {
        for type in schema.types where type.location != nil {
            checkDirectives(type.directives, at: type.directiveLocation)
            switch type.kind {
            case .scalar: break
            case .object(_, let fields), .interface(_, let fields):
                checkFields(fields, of: type)
                checkInterfaces(of: type)
            case .union(let members): checkUnion(type, members: members)
            case .enumeration(let values): checkEnum(type, values: values)
            case .inputObject(let fields, let isOneOf): checkInputObject(type, fields: fields, isOneOf: isOneOf)
            }
        }
        for directive in schema.directives where directive.location != nil {
            checkInputs(directive.arguments, of: "@\(directive.name)", location: .argumentDefinition)
        }
        checkInputCycles()
    }

    mutating func report(_ message: String, rule: String, at location: SourceLocation?) {
        errors.append(
            GraphQLError(message, code: .validationFailed, at: location.map { [$0] } ?? [], rule: rule)
        )
    }

    // MARK: Fields and arguments

    private mutating func checkFields(_ fields: [FieldDefinition], of type: TypeDefinition) {
        if fields.isEmpty {
            report("`\(type.name)` has no fields; it needs at least one.", rule: "type-has-fields", at: type.location)
        }
        checkUnique(
            fields.map { ($0.name, $0.location) },
            what: "field",
            of: type.name,
            rule: "unique-field-definition-names"
        )
        for field in fields {
            checkReserved(field.name, at: field.location)
            checkDirectives(field.directives, at: .fieldDefinition)
            let coordinate = "\(type.name).\(field.name)"
            let named = field.type.namedType
            if let returned = schema.type(named: named.text) {
                if case .inputObject = returned.kind {
                    report(
                        "`\(coordinate)` returns `\(named.text)`, an input type.",
                        rule: "output-field-types",
                        at: named.location
                    )
                }
            } else {
                reportUnknownType(named)
            }
            checkInputs(field.arguments, of: coordinate, location: .argumentDefinition)
        }
    }

    private mutating func checkInputs(
        _ inputs: [InputValueDefinition],
        of owner: String,
        location: AST.DirectiveLocation
    ) {
        checkUnique(
            inputs.map { ($0.name, $0.location) },
            what: "argument",
            of: owner,
            rule: "unique-argument-definition-names"
        )
        for input in inputs {
            checkReserved(input.name, at: input.location)
            checkDirectives(input.directives, at: location)
            let named = input.type.namedType
            guard let type = schema.type(named: named.text) else {
                reportUnknownType(named)
                continue
            }
            if !type.isInput {
                report(
                    "`\(owner).\(input.name)` is of type `\(named.text)`, which is not an input type.",
                    rule: "input-types",
                    at: named.location
                )
                continue
            }
            if input.isRequired && input.deprecationReason != nil {
                report(
                    "`\(owner).\(input.name)` is required, so it may not be deprecated.",
                    rule: "required-not-deprecated",
                    at: input.location
                )
            }
            checkDefault(input, of: owner)
        }
    }

    private mutating func checkDefault(_ input: InputValueDefinition, of owner: String) {
        guard let value = input.defaultValue else { return }
        var coercion = InputCoercion(schema: schema)
        let place = InputCoercion.Place(label: "Default value of `\(owner).\(input.name)", location: value.location)
        _ = coercion.coerce(literal: value, to: input.type, at: place, variable: { _ in nil })
        for error in coercion.errors { report(error.message, rule: "valid-default-values", at: value.location) }
    }

    private mutating func checkUnique(
        _ names: [(String, SourceLocation?)],
        what: String,
        of owner: String,
        rule: String
    ) {
        var seen: Set<String> = []
        for (name, location) in names where !seen.insert(name).inserted {
            report("`\(owner)` has the \(what) `\(name)` twice.", rule: rule, at: location)
        }
    }

    private mutating func checkReserved(_ name: String, at location: SourceLocation?) {
        guard name.hasPrefix("__") else { return }
        report(
            "The name `\(name)` begins with `__`, which is kept for introspection.",
            rule: "reserved-names",
            at: location
        )
    }

    private mutating func reportUnknownType(_ name: AST.Name) {
        report(
            "The type `\(name.text)` is not defined.\(suggestion(name.text, among: schema.types.map(\.name)))",
            rule: "known-type-names",
            at: name.location
        )
    }

    // MARK: Interfaces (section 3.7, `IsValidImplementation()`)

    private mutating func checkInterfaces(of type: TypeDefinition) {
        checkUnique(
            type.interfaces.map { ($0, type.location) },
            what: "interface",
            of: type.name,
            rule: "unique-interfaces"
        )
        for name in type.interfaces {
            guard let interface = schema.type(named: name), case .interface(let parents, let fields) = interface.kind
            else {
                report(
                    "`\(type.name)` implements `\(name)`, which is not an interface of this schema.",
                    rule: "known-interfaces",
                    at: type.location
                )
                continue
            }
            if name == type.name {
                report("`\(name)` may not implement itself.", rule: "interface-cycles", at: type.location)
                continue
            }
            for parent in parents where !type.interfaces.contains(parent) {
                report(
                    "`\(type.name)` implements `\(name)`, so it must implement `\(parent)` too.",
                    rule: "implements-transitively",
                    at: type.location
                )
            }
            for field in fields { checkImplementation(of: field, from: name, by: type) }
        }
    }

    private mutating func checkImplementation(
        of field: FieldDefinition,
        from interface: String,
        by type: TypeDefinition
    ) {
        guard let own = type.field(named: field.name) else {
            report(
                "`\(type.name)` lacks `\(field.name)`, which `\(interface)` demands.",
                rule: "implements-fields",
                at: type.location
            )
            return
        }
        if !isSubtype(own.type, of: field.type) {
            report(
                "`\(type.name).\(field.name)` is \(own.type), but `\(interface)` demands \(field.type).",
                rule: "implements-covariantly",
                at: own.location
            )
        }
        for argument in field.arguments {
            guard let given = own.argument(named: argument.name) else {
                report(
                    "`\(type.name).\(field.name)` lacks the argument `\(argument.name)`, which `\(interface)` demands.",
                    rule: "implements-arguments",
                    at: own.location
                )
                continue
            }
            if given.type.description != argument.type.description {
                report(
                    "The argument `\(argument.name)` of `\(type.name).\(field.name)` is \(given.type), but `\(interface)` demands \(argument.type).",
                    rule: "implements-arguments",
                    at: given.location
                )
            }
        }
        for argument in own.arguments where field.argument(named: argument.name) == nil && argument.isRequired {
            report(
                "The argument `\(argument.name)` of `\(type.name).\(field.name)` is required, but `\(interface)` does not have it.",
                rule: "implements-arguments",
                at: argument.location
            )
        }
        if own.deprecationReason != nil && field.deprecationReason == nil {
            report(
                "`\(type.name).\(field.name)` is deprecated, but not in `\(interface)`.",
                rule: "implements-deprecation",
                at: own.location
            )
        }
    }

    private func isSubtype(_ type: AST.TypeReference, of wanted: AST.TypeReference) -> Bool {
        switch (type, wanted) {
        case (.nonNull(let inner), .nonNull(let wanted)): isSubtype(inner, of: wanted)
        case (.nonNull(let inner), _): isSubtype(inner, of: wanted)
        case (.list(let item, _), .list(let wanted, _)): isSubtype(item, of: wanted)
        case (.named(let name), .named(let wanted)):
            name.text == wanted.text || schema.possibleTypes(of: wanted.text).contains(name.text)
                || schema.type(named: name.text)?.interfaces.contains(wanted.text) == true
        default: false
        }
    }

    // MARK: Unions, enums, input objects (sections 3.8 to 3.10)

    private mutating func checkUnion(_ type: TypeDefinition, members: [String]) {
        if members.isEmpty {
            report("The union `\(type.name)` has no members.", rule: "union-has-members", at: type.location)
        }
        checkUnique(members.map { ($0, type.location) }, what: "member", of: type.name, rule: "unique-union-members")
        for member in members {
            if case .object? = schema.type(named: member)?.kind { continue }
            report(
                "`\(member)` in the union `\(type.name)` is not an object type.",
                rule: "union-members",
                at: type.location
            )
        }
    }

    private mutating func checkEnum(_ type: TypeDefinition, values: [EnumValueDefinition]) {
        if values.isEmpty {
            report("The enum `\(type.name)` has no values.", rule: "enum-has-values", at: type.location)
        }
        checkUnique(
            values.map { ($0.name, $0.location) },
            what: "value",
            of: type.name,
            rule: "unique-enum-value-names"
        )
        for value in values { checkDirectives(value.directives, at: .enumValue) }
    }

    private mutating func checkInputObject(_ type: TypeDefinition, fields: [InputValueDefinition], isOneOf: Bool) {
        if fields.isEmpty {
            report("`\(type.name)` has no fields; it needs at least one.", rule: "type-has-fields", at: type.location)
        }
        checkInputs(fields, of: type.name, location: .inputFieldDefinition)
        guard isOneOf else { return }
        for field in fields where field.type.isNonNull || field.defaultValue != nil {
            report(
                "`\(type.name).\(field.name)` must be nullable and without a default: the type is @oneOf.",
                rule: "one-of-fields",
                at: field.location
            )
        }
    }

    /// An input object may not need itself to be given (section 3.10, circular references).
    private mutating func checkInputCycles() {
        var done: Set<String> = []
        func cycle(_ name: String, _ path: [String]) -> [String]? {
            if let start = path.firstIndex(of: name) { return Array(path[start...]) + [name] }
            guard !done.contains(name), case .inputObject(let fields, _)? = schema.type(named: name)?.kind else {
                return nil
            }
            for field in fields {
                if case .nonNull(.named(let inner)) = field.type, let found = cycle(inner.text, path + [name]) {
                    return found
                }
            }
            done.insert(name)
            return nil
        }
        for type in schema.types {
            if let found = cycle(type.name, []) {
                done.formUnion(found)
                report(
                    "\(found.map { "`\($0)`" }.joined(separator: " needs ")): no value of it can be written. Make one of the fields nullable.",
                    rule: "input-object-cycles",
                    at: type.location
                )
            }
        }
    }

    // MARK: Directives (section 3.13)

    private mutating func checkDirectives(_ directives: [AST.Directive], at location: AST.DirectiveLocation) {
        var seen: Set<String> = []
        for directive in directives {
            let name = directive.name.text
            guard let definition = schema.directive(named: name) else {
                report(
                    "The directive `@\(name)` is not defined.\(suggestion(name, among: schema.directives.map(\.name)))",
                    rule: "known-directives",
                    at: directive.location
                )
                continue
            }
            if !definition.locations.contains(location) {
                report(
                    "`@\(name)` may not stand on \(location.rawValue).",
                    rule: "directive-locations",
                    at: directive.location
                )
            }
            if !seen.insert(name).inserted && !definition.isRepeatable {
                report(
                    "`@\(name)` stands here twice, but is not repeatable.",
                    rule: "unique-directives-per-location",
                    at: directive.location
                )
            }
            for argument in directive.arguments
            where !definition.arguments.contains(where: { $0.name == argument.name.text }) {
                report(
                    "`@\(name)` has no argument `\(argument.name.text)`.\(suggestion(argument.name.text, among: definition.arguments.map(\.name)))",
                    rule: "known-argument-names",
                    at: argument.name.location
                )
            }
            do throws(ErrorList) {
                _ = try InputCoercion.arguments(
                    directive.arguments,
                    of: definition.arguments,
                    at: directive.location,
                    schema: schema,
                    variable: { _ in nil }
                )
            } catch {
                for fault in error.errors {
                    report(
                        "\(fault.message) (in `@\(name)`)",
                        rule: "values-of-correct-type",
                        at: fault.locations.first
                    )
                }
            }
        }
    }
}

extension TypeDefinition {
    fileprivate var directiveLocation: AST.DirectiveLocation {
        switch kind {
        case .scalar: .scalar
        case .object: .object
        case .interface: .interface
        case .union: .union
        case .enumeration: .enumeration
        case .inputObject: .inputObject
        }
    }
}
