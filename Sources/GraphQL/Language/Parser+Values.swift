/// Sections 2.9 to 2.11 of the grammar: values, variables and type references.
extension Parser {
    /// `Value[Const] : [~Const] Variable | IntValue | FloatValue | StringValue | BooleanValue | NullValue
    /// | EnumValue | ListValue | ObjectValue`
    mutating func value(isConst: Bool) throws(GraphQLError) -> AST.Value {
        let location = token.location
        let kind: AST.Value.Kind
        switch token.kind {
        case .int: kind = .int(lexer.text(token))
        case .float: kind = .float(lexer.text(token))
        case .string: kind = .string(try StringValue.unescape(token, in: lexer), isBlock: false)
        case .blockString: kind = .string(StringValue.block(token, in: lexer), isBlock: true)
        case .name:
            switch lexer.text(token) {
            case "true": kind = .boolean(true)
            case "false": kind = .boolean(false)
            case "null": kind = .null
            case let name: kind = .enumeration(name)
            }
        case .punctuator(UInt8(ascii: "[")): return try list(isConst: isConst)
        case .punctuator(UInt8(ascii: "{")): return try object(isConst: isConst)
        case .punctuator(UInt8(ascii: "$")):
            if isConst { throw lexer.error("a variable may not stand here; expected a constant value.", at: location) }
            try advance()
            return AST.Value(.variable(try name("the variable's name after `$`").text), at: location)
        default: throw unexpected("a value")
        }
        try advance()
        return AST.Value(kind, at: location)
    }

    /// `ListValue : [ ] | [ Value+ ]`
    private mutating func list(isConst: Bool) throws(GraphQLError) -> AST.Value {
        let location = token.location
        try enter("[")
        var items: [AST.Value] = []
        while !at("]") { items.append(try value(isConst: isConst)) }
        try leave("]")
        return AST.Value(.list(items), at: location)
    }

    /// `ObjectValue : { } | { ObjectField+ }`, `ObjectField : Name : Value`
    private mutating func object(isConst: Bool) throws(GraphQLError) -> AST.Value {
        let location = token.location
        try enter("{")
        var fields: [AST.ObjectField] = []
        while !at("}") {
            let name = try self.name("the name of an input field")
            try expect(":", "and the value of `\(name.text)`")
            fields.append(AST.ObjectField(name: name, value: try value(isConst: isConst)))
        }
        try leave("}")
        return AST.Value(.object(fields), at: location)
    }

    /// `Type : NamedType | ListType | NonNullType`
    mutating func type() throws(GraphQLError) -> AST.TypeReference {
        let type: AST.TypeReference
        if at("[") {
            let location = token.location
            try enter("[")
            let item = try self.type()
            try leave("]")
            type = .list(item, location)
        } else {
            type = .named(try name("a type, such as `String!` or `[Int]`"))
        }
        guard try take("!") else { return type }
        if at("!") { throw lexer.error("a type takes one `!` at most.", at: token.location) }
        return .nonNull(type)
    }
}
