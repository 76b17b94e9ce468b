extension Parser {
    /// The error for a token that the grammar does not allow here.
    func unexpected(_ expected: String) -> GraphQLError {
        if token.kind == .endOfFile, let (bracket, location) = open.last {
            let opening = Character(UnicodeScalar(bracket))
            return lexer.error(
                "the text ends, but the `\(opening)` at line \(location.line), column \(location.column) "
                    + "is not closed; expected \(expected).",
                at: token.location
            )
        }
        return lexer.error("expected \(expected), found \(found).\(hint(expected))", at: token.location)
    }

    /// The error for a description of what has none; it stands where the description does.
    func undescribed(_ description: AST.Description) -> GraphQLError {
        let remedy =
            switch token.kind {
            case .name where at(keyword: "extend"): "An extension has no description."
            case .punctuator: "An operation with a description is written with its keyword, `query`."
            default: "Descriptions stand before operations, fragments and type definitions."
            }
        return lexer.error("there is a description, but behind it \(found). \(remedy)", at: description.location)
    }

    private var found: String {
        switch token.kind {
        case .endOfFile: "the end of the text"
        case .punctuator(let byte): "`\(Character(UnicodeScalar(byte)))`"
        case .spread: "`...`"
        case .name: "the name `\(lexer.text(token).prefix(60))`"
        case .int, .float: "the number \(lexer.text(token).prefix(60))"
        case .string, .blockString: "a string"
        }
    }

    private func hint(_ expected: String) -> String {
        switch token.kind {
        case .punctuator(UInt8(ascii: "=")) where expected.hasPrefix("`:`"):
            " A value follows its name after `:`."
        case .string where tokenCount == 2 && open.first?.0 == UInt8(ascii: "{"),
            .punctuator(UInt8(ascii: "[")) where tokenCount == 1:
            " If this is a JSON body, send it as the body of the request and the document in its `query`."
        case .string where expected.contains("name"):
            " Names are written without quotation marks."
        case .punctuator(UInt8(ascii: "}")), .punctuator(UInt8(ascii: "]")), .punctuator(UInt8(ascii: ")")):
            closerHint
        default: ""
        }
    }

    /// For a closing bracket: the bracket of another kind that it would leave open, or that there is none.
    private var closerHint: String {
        guard case .punctuator(let closer) = token.kind else { return "" }
        // In ASCII `[` and `{` stand two before their counterparts, `(` one.
        let opener = closer == UInt8(ascii: ")") ? closer - 1 : closer - 2
        guard let (bracket, location) = open.last else {
            return " No `\(Character(UnicodeScalar(opener)))` is open here."
        }
        guard bracket != opener else { return "" }
        return " The `\(Character(UnicodeScalar(bracket)))` at line \(location.line), column \(location.column) "
            + "is not closed."
    }
}

// MARK: - Limits

extension Parser {
    /// Counts the rest of the document, so that the caller learns how far off it is: the lexer
    /// allocates nothing, and the size of a document is limited before it comes here.
    func tooManyTokens(_ limit: Int) -> GraphQLError {
        var rest = lexer
        var actual = tokenCount
        while let token = try? rest.next(), token.kind != .endOfFile { actual += 1 }
        return limitExceeded(
            "The document has \(actual) tokens; the limit is \(limit). Split it into several requests.",
            limit: limit,
            actual: actual
        )
    }

    func tooDeep() -> GraphQLError {
        var rest = lexer
        var current = depth
        var actual = depth
        while let token = try? rest.next(), token.kind != .endOfFile {
            switch token.kind {
            case .punctuator(UInt8(ascii: "{")), .punctuator(UInt8(ascii: "[")):
                current += 1
                actual = max(actual, current)
            case .punctuator(UInt8(ascii: "}")), .punctuator(UInt8(ascii: "]")):
                current -= 1
            default: break
            }
        }
        return limitExceeded(
            "The document nests \(actual) levels deep; the limit is \(limits.nesting).",
            limit: limits.nesting,
            actual: actual
        )
    }

    private func limitExceeded(_ message: String, limit: Int, actual: Int) -> GraphQLError {
        GraphQLError(
            message,
            code: .limitExceeded,
            at: [token.location],
            details: [JSONMember("limit", .integer(Int64(limit))), JSONMember("actual", .integer(Int64(actual)))]
        )
    }
}
