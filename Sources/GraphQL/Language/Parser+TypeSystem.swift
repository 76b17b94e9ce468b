/// Section 3 of the grammar: schema, type and directive definitions and their extensions.
extension Parser {
    /// `TypeSystemDefinition | TypeSystemExtension`; `nil` if the keyword begins none.
    mutating func typeSystemDefinition(_ description: AST.Description?) throws(GraphQLError) -> AST.Definition? {
        let location = token.location
        if at(keyword: "extend") {
            try advance()
            if try take(keyword: "schema") {
                let schema = try schemaDefinition(nil, at: location, isExtension: true)
                guard !schema.directives.isEmpty || !schema.operationTypes.isEmpty else {
                    throw unexpected("a directive or `{` with root types in this extension")
                }
                return .schemaExtension(schema)
            }
            guard let type = try typeDefinition(nil, at: location) else {
                throw unexpected("`schema`, `scalar`, `type`, `interface`, `union`, `enum` or `input` after `extend`")
            }
            guard type.addsSomething else { throw unexpected("what this extension of `\(type.name.text)` adds") }
            return .typeExtension(type)
        }
        if try take(keyword: "schema") {
            return .schema(try schemaDefinition(description, at: location, isExtension: false))
        }
        if at(keyword: "directive") { return .directive(try directiveDefinition(description)) }
        return try typeDefinition(description, at: location).map { .type($0) }
    }

    /// `SchemaDefinition : Description? schema Directives[Const]? { RootOperationTypeDefinition+ }`
    private mutating func schemaDefinition(
        _ description: AST.Description?,
        at location: SourceLocation,
        isExtension: Bool
    ) throws(GraphQLError) -> AST.SchemaDefinition {
        let directives = try directives(isConst: true)
        var types: [AST.OperationTypeDefinition] = []
        if !isExtension || at("{") {
            types = try many("{", "}", "a root type, such as `query: Query`") {
                (parser: inout Parser) throws(GraphQLError) in
                let name = try parser.name("`query`, `mutation` or `subscription`")
                guard let operation = AST.OperationType(rawValue: name.text) else {
                    throw parser.lexer.error(
                        "expected `query`, `mutation` or `subscription`, found the name `\(name.text)`.",
                        at: name.location
                    )
                }
                try parser.expect(":", "and a type's name")
                return AST.OperationTypeDefinition(
                    operation: operation,
                    type: try parser.name("a type's name"),
                    at: name.location
                )
            }
        }
        return AST.SchemaDefinition(
            description: description,
            directives: directives,
            operationTypes: types,
            at: location
        )
    }

    /// Any type definition; the same productions serve its extensions.
    private mutating func typeDefinition(
        _ description: AST.Description?,
        at location: SourceLocation
    ) throws(GraphQLError) -> AST.TypeDefinition? {
        let keyword = token.kind == .name ? lexer.text(token) : ""
        guard ["scalar", "type", "interface", "union", "enum", "input"].contains(keyword) else { return nil }
        try advance()
        let name = try self.name("the type's name")
        var interfaces: [AST.Name] = []
        if keyword == "type" || keyword == "interface", try take(keyword: "implements") {
            interfaces = try separated("&", "an interface's name")
        }
        let directives = try directives(isConst: true)
        let kind: AST.TypeDefinition.Kind =
            switch keyword {
            case "scalar": .scalar
            case "type": .object(interfaces: interfaces, fields: try fields())
            case "interface": .interface(interfaces: interfaces, fields: try fields())
            case "union": .union(members: try take("=") ? try separated("|", "a member type's name") : [])
            case "enum": .enumeration(values: try enumValues())
            default: .inputObject(fields: try inputFields("{", "}"))
            }
        return AST.TypeDefinition(
            description: description,
            name: name,
            directives: directives,
            kind: kind,
            at: location
        )
    }

    /// `&`- or `|`-separated names, with an optional separator in front.
    private mutating func separated(_ separator: Unicode.Scalar, _ what: String) throws(GraphQLError) -> [AST.Name] {
        _ = try take(separator)
        var names: [AST.Name] = []
        repeat { names.append(try name(what)) } while try take(separator)
        return names
    }

    /// `FieldsDefinition : { FieldDefinition+ }`
    private mutating func fields() throws(GraphQLError) -> [AST.FieldDefinition] {
        guard at("{") else { return [] }
        return try many("{", "}", "at least one field") { (parser: inout Parser) throws(GraphQLError) in
            let description = try parser.description()
            let name = try parser.name("a field's name")
            let arguments = try parser.inputFields("(", ")")
            try parser.expect(":", "and the type of `\(name.text)`")
            return AST.FieldDefinition(
                description: description,
                name: name,
                arguments: arguments,
                type: try parser.type(),
                directives: try parser.directives(isConst: true)
            )
        }
    }

    /// `InputFieldsDefinition : { InputValueDefinition+ }` or `ArgumentsDefinition : ( InputValueDefinition+ )`
    private mutating func inputFields(
        _ opening: Unicode.Scalar,
        _ closing: Unicode.Scalar
    ) throws(GraphQLError) -> [AST.InputValueDefinition] {
        guard at(opening) else { return [] }
        return try many(opening, closing, "at least one definition") { (parser: inout Parser) throws(GraphQLError) in
            let description = try parser.description()
            let name = try parser.name(opening == "(" ? "an argument's name" : "an input field's name")
            try parser.expect(":", "and the type of `\(name.text)`")
            return AST.InputValueDefinition(
                description: description,
                name: name,
                type: try parser.type(),
                defaultValue: try parser.take("=") ? try parser.value(isConst: true) : nil,
                directives: try parser.directives(isConst: true)
            )
        }
    }

    /// `EnumValuesDefinition : { EnumValueDefinition+ }`
    private mutating func enumValues() throws(GraphQLError) -> [AST.EnumValueDefinition] {
        guard at("{") else { return [] }
        return try many("{", "}", "at least one value") { (parser: inout Parser) throws(GraphQLError) in
            let description = try parser.description()
            let name = try parser.name("an enum value")
            if ["true", "false", "null"].contains(name.text) {
                throw parser.lexer.error("`\(name.text)` cannot be an enum value.", at: name.location)
            }
            return AST.EnumValueDefinition(
                description: description,
                name: name,
                directives: try parser.directives(isConst: true)
            )
        }
    }

    /// `DirectiveDefinition : Description? directive @ Name ArgumentsDefinition? repeatable? on DirectiveLocations`
    private mutating func directiveDefinition(
        _ description: AST.Description?
    ) throws(GraphQLError) -> AST.DirectiveDefinition {
        let location = token.location
        try advance()
        try expect("@", "and the directive's name")
        let name = try self.name("the directive's name")
        let arguments = try inputFields("(", ")")
        let isRepeatable = try take(keyword: "repeatable")
        try expect(keyword: "on", "and where the directive may stand")
        let locations = try separated("|", "a directive location").map { name throws(GraphQLError) in
            guard let location = AST.DirectiveLocation(rawValue: name.text) else {
                throw lexer.error("`\(name.text)` is not a directive location.", at: name.location)
            }
            return location
        }
        return AST.DirectiveDefinition(
            description: description,
            name: name,
            arguments: arguments,
            isRepeatable: isRepeatable,
            locations: locations,
            at: location
        )
    }
}

extension AST.TypeDefinition {
    /// Whether an extension with these parts adds anything (section 3: an extension has at least one of them).
    fileprivate var addsSomething: Bool {
        if !directives.isEmpty { return true }
        switch kind {
        case .scalar: return false
        case .object(let interfaces, let fields), .interface(let interfaces, let fields):
            return !interfaces.isEmpty || !fields.isEmpty
        case .union(let members): return !members.isEmpty
        case .enumeration(let values): return !values.isEmpty
        case .inputObject(let fields): return !fields.isEmpty
        }
    }
}
