/// Changes of fields, arguments, input fields and directives.
extension SchemaComparison {
    mutating func compareFields(_ before: TypeDefinition, _ after: TypeDefinition) {
        let fields = match(before.fields, after.fields, by: \.name)
        let type = before.name
        for field in fields.removed {
            add(.breaking, "FIELD_REMOVED", "\(type).\(field.name)", "`\(type).\(field.name)` was removed.")
        }
        for field in fields.added {
            add(.safe, "FIELD_ADDED", "\(type).\(field.name)", "`\(type).\(field.name)` was added.")
        }
        for (before, after) in fields.kept {
            let coordinate = "\(type).\(before.name)"
            compareType(
                before.type,
                after.type,
                isSafe: before.type.isSafeAsOutput(after.type),
                kind: "FIELD",
                coordinate
            )
            describe(before.description, after.description, coordinate)
            deprecate(before.deprecationReason, after.deprecationReason, coordinate)
            compareArguments(before.arguments, after.arguments, of: coordinate)
        }
    }

    private mutating func compareType(
        _ before: AST.TypeReference,
        _ after: AST.TypeReference,
        isSafe: Bool,
        kind: String,
        _ coordinate: String
    ) {
        guard before.description != after.description else { return }
        add(
            isSafe ? .safe : .breaking,
            isSafe ? "\(kind)_CHANGED_KIND_SAFE" : "\(kind)_CHANGED_KIND",
            coordinate,
            "The type of `\(coordinate)` was `\(before)` and is `\(after)`."
        )
    }

    // MARK: Inputs

    private mutating func compareArguments(
        _ before: [InputValueDefinition],
        _ after: [InputValueDefinition],
        of owner: String
    ) {
        let arguments = match(before, after, by: \.name)
        for argument in arguments.removed {
            add(.breaking, "ARG_REMOVED", "\(owner)(\(argument.name):)", "`\(owner)(\(argument.name):)` was removed.")
        }
        for argument in arguments.added {
            let coordinate = "\(owner)(\(argument.name):)"
            if argument.isRequired {
                add(.breaking, "REQUIRED_ARG_ADDED", coordinate, "`\(coordinate)` was added and is required.")
            } else {
                add(.dangerous, "OPTIONAL_ARG_ADDED", coordinate, "`\(coordinate)` was added.")
            }
        }
        for (before, after) in arguments.kept { compareInput(before, after, "ARG", "\(owner)(\(before.name):)") }
    }

    mutating func compareInputFields(
        _ type: String,
        _ before: [InputValueDefinition],
        _ after: [InputValueDefinition]
    ) {
        let fields = match(before, after, by: \.name)
        for field in fields.removed {
            add(.breaking, "FIELD_REMOVED", "\(type).\(field.name)", "`\(type).\(field.name)` was removed.")
        }
        for field in fields.added {
            let coordinate = "\(type).\(field.name)"
            if field.isRequired {
                add(.breaking, "REQUIRED_INPUT_FIELD_ADDED", coordinate, "`\(coordinate)` was added and is required.")
            } else {
                add(.dangerous, "OPTIONAL_INPUT_FIELD_ADDED", coordinate, "`\(coordinate)` was added.")
            }
        }
        for (before, after) in fields.kept { compareInput(before, after, "FIELD", "\(type).\(before.name)") }
    }

    private mutating func compareInput(
        _ before: InputValueDefinition,
        _ after: InputValueDefinition,
        _ kind: String,
        _ coordinate: String
    ) {
        let isSafe = before.type.isSafeAsInput(after.type)
        compareType(before.type, after.type, isSafe: isSafe, kind: kind, coordinate)
        describe(before.description, after.description, coordinate)
        deprecate(before.deprecationReason, after.deprecationReason, coordinate)
        let values = (before.defaultValue?.canonical, after.defaultValue?.canonical)
        guard isSafe, values.0 != values.1 else { return }
        let name = kind == "ARG" ? "ARG_DEFAULT_VALUE" : "INPUT_FIELD_DEFAULT_VALUE"
        switch values {
        case (let old?, nil) where after.type.isNonNull:
            add(.breaking, "\(name)_REMOVED", coordinate, "`\(coordinate)` had the default \(old) and is required now.")
        case (let old, let new):
            add(
                .dangerous,
                "\(name)_CHANGE",
                coordinate,
                "The default of `\(coordinate)` was \(old ?? "none") and is \(new ?? "none")."
            )
        }
    }

    // MARK: Directives

    mutating func compareDirectives() {
        let directives = match(
            old.directives.filter { $0.location != nil },
            new.directives.filter { $0.location != nil },
            by: \.name
        )
        for directive in directives.removed {
            add(.breaking, "DIRECTIVE_REMOVED", "@\(directive.name)", "`@\(directive.name)` was removed.")
        }
        for directive in directives.added {
            add(.safe, "DIRECTIVE_ADDED", "@\(directive.name)", "`@\(directive.name)` was added.")
        }
        for (before, after) in directives.kept {
            let name = "@\(before.name)"
            describe(before.description, after.description, name)
            if before.isRepeatable && !after.isRepeatable {
                add(.breaking, "DIRECTIVE_REPEATABLE_REMOVED", name, "`\(name)` is no longer repeatable.")
            } else if after.isRepeatable && !before.isRepeatable {
                add(.safe, "DIRECTIVE_REPEATABLE_ADDED", name, "`\(name)` is repeatable.")
            }
            let locations = match(before.locations, after.locations, by: \.rawValue)
            for location in locations.removed {
                let message = "`\(name)` may no longer stand on \(location.rawValue)."
                add(.breaking, "DIRECTIVE_LOCATION_REMOVED", name, message)
            }
            for location in locations.added {
                add(.safe, "DIRECTIVE_LOCATION_ADDED", name, "`\(name)` may stand on \(location.rawValue).")
            }
            compareDirectiveArguments(before, after)
        }
    }

    private mutating func compareDirectiveArguments(_ before: DirectiveDefinition, _ after: DirectiveDefinition) {
        let arguments = match(before.arguments, after.arguments, by: \.name)
        for argument in arguments.removed {
            let coordinate = "@\(before.name)(\(argument.name):)"
            add(.breaking, "DIRECTIVE_ARG_REMOVED", coordinate, "`\(coordinate)` was removed.")
        }
        for argument in arguments.added {
            let coordinate = "@\(before.name)(\(argument.name):)"
            if argument.isRequired {
                add(.breaking, "REQUIRED_DIRECTIVE_ARG_ADDED", coordinate, "`\(coordinate)` was added and is required.")
            } else {
                add(.safe, "OPTIONAL_DIRECTIVE_ARG_ADDED", coordinate, "`\(coordinate)` was added.")
            }
        }
        let owner = "@\(before.name)"
        for (before, after) in arguments.kept { compareInput(before, after, "ARG", "\(owner)(\(before.name):)") }
    }
}

extension AST.TypeReference {
    /// Whether every value of the new type is one of this type too, for what clients read.
    fileprivate func isSafeAsOutput(_ new: AST.TypeReference) -> Bool {
        switch (self, new) {
        case (.nonNull(let inner), .nonNull(let newInner)): inner.isSafeAsOutput(newInner)
        case (.nonNull, _): false
        case (_, .nonNull(let newInner)): isSafeAsOutput(newInner)
        case (.list(let item, _), .list(let newItem, _)): item.isSafeAsOutput(newItem)
        case (.named(let name), .named(let newName)): name.text == newName.text
        default: false
        }
    }

    /// Whether every value of this type is one of the new type too, for what clients send.
    fileprivate func isSafeAsInput(_ new: AST.TypeReference) -> Bool {
        switch (self, new) {
        case (.nonNull(let inner), .nonNull(let newInner)): inner.isSafeAsInput(newInner)
        case (.nonNull(let inner), _): inner.isSafeAsInput(new)
        case (.list(let item, _), .list(let newItem, _)): item.isSafeAsInput(newItem)
        case (.named(let name), .named(let newName)): name.text == newName.text
        default: false
        }
    }
}

extension AST.Value {
    /// The value as text that does not depend on the order of an object's fields.
    fileprivate var canonical: String {
        switch kind {
        case .object(let fields):
            "{\(fields.sorted { $0.name.text < $1.name.text }.map { "\($0.name.text): \($0.value.canonical)" }.joined(separator: ", "))}"
        case .list(let items): "[\(items.map(\.canonical).joined(separator: ", "))]"
        case .string(let text, _): Printer.quoted(text)
        default: description
        }
    }
}
