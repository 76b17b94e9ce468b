/// Section 2 of the grammar: operations, fragments and selections.
extension Parser {
    /// `Document : Definition+`
    mutating func document() throws(GraphQLError) -> AST.Document {
        if token.kind == .endOfFile {
            throw lexer.error(
                "the document is empty; expected an operation, such as `{ viewer { email } }`.",
                at: token.location
            )
        }
        var definitions: [AST.Definition] = []
        repeat { definitions.append(try definition()) } while token.kind != .endOfFile
        return AST.Document(definitions: definitions)
    }

    /// `Definition : ExecutableDefinition | TypeSystemDefinitionOrExtension`
    private mutating func definition() throws(GraphQLError) -> AST.Definition {
        if at("{") {
            let location = token.location
            return .operation(
                AST.OperationDefinition(operation: .query, selectionSet: try selectionSet(), at: location)
            )
        }
        let description = try description()
        if let description, at("{") || at(keyword: "extend") { throw undescribed(description) }
        if token.kind == .name {
            if let operation = AST.OperationType(rawValue: lexer.text(token)) {
                return .operation(try operationDefinition(operation, description))
            }
            if at(keyword: "fragment") { return .fragment(try fragmentDefinition(description)) }
            if let definition = try typeSystemDefinition(description) { return definition }
            if let description { throw undescribed(description) }
        }
        throw unexpected("an operation, a fragment or a type definition")
    }

    /// `Description : StringValue`
    mutating func description() throws(GraphQLError) -> AST.Description? {
        guard token.kind == .string || token.kind == .blockString else { return nil }
        let isBlock = token.kind == .blockString
        let text = isBlock ? StringValue.block(token, in: lexer) : try StringValue.unescape(token, in: lexer)
        let description = AST.Description(text, isBlock: isBlock, at: token.location)
        try advance()
        return description
    }

    /// `OperationDefinition : Description? OperationType Name? VariablesDefinition? Directives? SelectionSet`
    private mutating func operationDefinition(
        _ operation: AST.OperationType,
        _ description: AST.Description?
    ) throws(GraphQLError) -> AST.OperationDefinition {
        let location = token.location
        try advance()
        let name: AST.Name? = token.kind == .name ? try self.name("a name") : nil
        let variables =
            try at("(")
            ? many("(", ")", "a variable, such as `$first: Int`") { (parser: inout Parser) throws(GraphQLError) in
                try parser.variableDefinition()
            } : []
        return AST.OperationDefinition(
            description: description,
            operation: operation,
            name: name,
            variables: variables,
            directives: try directives(isConst: false),
            selectionSet: try selectionSet(),
            at: location
        )
    }

    /// `VariableDefinition : Description? Variable : Type DefaultValue? Directives[Const]?`
    private mutating func variableDefinition() throws(GraphQLError) -> AST.VariableDefinition {
        let description = try description()
        let location = token.location
        guard try take("$") else {
            throw unexpected(
                token.kind == .name ? "`$` before the variable's name" : "a variable, such as `$first: Int`"
            )
        }
        let name = AST.Name(try self.name("the variable's name").text, at: location)
        try expect(":", "and the type of `$\(name.text)`")
        return AST.VariableDefinition(
            description: description,
            name: name,
            type: try type(),
            defaultValue: try take("=") ? try value(isConst: true) : nil,
            directives: try directives(isConst: true)
        )
    }

    /// `SelectionSet : { Selection+ }`
    mutating func selectionSet() throws(GraphQLError) -> AST.SelectionSet {
        guard at("{") else { throw unexpected("`{` and the fields to select") }
        let location = token.location
        // Not `many`: its frames would count on every level of nesting.
        try enter("{", expecting: "at least one field")
        var selections: [AST.Selection] = []
        repeat { selections.append(try selection()) } while !at("}")
        try leave("}")
        return AST.SelectionSet(selections, at: location)
    }

    /// `Selection : Field | FragmentSpread | InlineFragment`
    private mutating func selection() throws(GraphQLError) -> AST.Selection {
        token.kind == .spread ? try fragment() : .field(try field())
    }

    /// `Field : Alias? Name Arguments? Directives? SelectionSet?`
    private mutating func field() throws(GraphQLError) -> AST.Field {
        var name = try self.name("a field's name")
        var alias: AST.Name?
        if try take(":") {
            alias = name
            name = try self.name("the field's name after its alias")
        }
        return AST.Field(
            alias: alias,
            name: name,
            arguments: try arguments(isConst: false),
            directives: try directives(isConst: false),
            selectionSet: at("{") ? try selectionSet() : nil
        )
    }

    /// `Arguments : ( Argument+ )`, `Argument : Name : Value`
    mutating func arguments(isConst: Bool) throws(GraphQLError) -> [AST.Argument] {
        guard at("(") else { return [] }
        return try many("(", ")", "an argument, such as `first: 10`; leave the brackets out if there is none") {
            (parser: inout Parser) throws(GraphQLError) in
            let name = try parser.name("an argument's name")
            try parser.expect(":", "and the value of `\(name.text)`")
            return AST.Argument(name: name, value: try parser.value(isConst: isConst))
        }
    }

    /// `FragmentSpread : ... FragmentName Directives?` or
    /// `InlineFragment : ... TypeCondition? Directives? SelectionSet`
    private mutating func fragment() throws(GraphQLError) -> AST.Selection {
        let location = token.location
        try advance()
        if token.kind == .name && !at(keyword: "on") {
            let name = try self.name("a fragment's name")
            return .fragmentSpread(
                AST.FragmentSpread(name: name, directives: try directives(isConst: false), at: location)
            )
        }
        let condition: AST.Name? = try take(keyword: "on") ? try self.name("a type's name after `on`") : nil
        let directives = try directives(isConst: false)
        guard at("{") else { throw unexpected("a fragment's name, `on` and a type, or `{`") }
        return .inlineFragment(
            AST.InlineFragment(
                typeCondition: condition,
                directives: directives,
                selectionSet: try selectionSet(),
                at: location
            )
        )
    }

    /// `FragmentDefinition : Description? fragment FragmentName TypeCondition Directives? SelectionSet`
    private mutating func fragmentDefinition(
        _ description: AST.Description?
    ) throws(GraphQLError) -> AST.FragmentDefinition {
        let location = token.location
        try advance()
        if at(keyword: "on") { throw unexpected("a fragment's name, which may not be `on`") }
        let name = try self.name("a fragment's name")
        try expect(keyword: "on", "and the type that `\(name.text)` is for")
        return AST.FragmentDefinition(
            description: description,
            name: name,
            typeCondition: try self.name("a type's name after `on`"),
            directives: try directives(isConst: false),
            selectionSet: try selectionSet(),
            at: location
        )
    }

    /// `Directives : Directive+`, `Directive : @ Name Arguments?`
    mutating func directives(isConst: Bool) throws(GraphQLError) -> [AST.Directive] {
        var directives: [AST.Directive] = []
        while at("@") {
            let location = token.location
            try advance()
            let name = try self.name("a directive's name after `@`")
            directives.append(AST.Directive(name: name, arguments: try arguments(isConst: isConst), at: location))
        }
        return directives
    }
}
