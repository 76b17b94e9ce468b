/// Limits on a document, enforced while it is parsed so that a hostile one costs little.
package struct ParserLimits: Sendable {
    /// The most tokens a document may have; `nil`: any number.
    package var tokens: Int?
    /// How deep selection sets, lists, objects and types may nest.
    package var nesting: Int

    package init(tokens: Int?, nesting: Int) {
        self.tokens = tokens
        self.nesting = nesting
    }

    /// For documents that callers send.
    package static let requests = ParserLimits(tokens: 15_000, nesting: 200)
    /// For schema files, which the operator writes.
    package static let schemas = ParserLimits(tokens: nil, nesting: 200)
}

/// A recursive-descent parser for the whole grammar of the specification (appendix C).
///
/// One token of look-ahead. Each method is named after its production, which stands above it.
package struct Parser {
    var lexer: Lexer
    /// The token at hand.
    var token: Token
    private let limits: ParserLimits
    private var tokenCount = 0
    private var depth = 0
    /// Opening brackets that are not closed yet, for the error at the end of the text.
    private var open: [(UInt8, SourceLocation)] = []

    private init(
        _ bytes: UnsafeBufferPointer<UInt8>,
        source: UInt32,
        limits: ParserLimits
    ) throws(GraphQLError) {
        lexer = Lexer(bytes, source: source)
        self.limits = limits
        token = Token(kind: .endOfFile, start: 0, end: 0, location: lexer.location(at: 0))
        try advance()
    }

    /// Parses a document of any kind.
    ///
    /// - Parameter source: goes into every location, to tell several files apart.
    /// - Throws: `GRAPHQL_PARSE_FAILED` at the first fault, `LIMIT_EXCEEDED` beyond a limit.
    package static func parseDocument(
        _ bytes: UnsafeRawBufferPointer,
        source: UInt32 = 0,
        limits: ParserLimits = .requests
    ) throws(GraphQLError) -> AST.Document {
        var parser = try Parser(bytes.bindMemory(to: UInt8.self), source: source, limits: limits)
        return try parser.document()
    }

    /// Parses a document of any kind.
    package static func parseDocument(
        _ text: String,
        source: UInt32 = 0,
        limits: ParserLimits = .requests
    ) throws(GraphQLError) -> AST.Document {
        try parse(text, source: source, limits: limits) { (parser: inout Parser) throws(GraphQLError) in
            try parser.document()
        }
    }

    /// Parses a single value without variables, such as a default value.
    package static func parseConstValue(_ text: String) throws(GraphQLError) -> AST.Value {
        try parse(text, source: 0, limits: .requests) { (parser: inout Parser) throws(GraphQLError) in
            let value = try parser.value(isConst: true)
            try parser.expectEnd()
            return value
        }
    }

    /// Parses a single type reference, such as `[Order!]!`.
    package static func parseType(_ text: String) throws(GraphQLError) -> AST.TypeReference {
        try parse(text, source: 0, limits: .requests) { (parser: inout Parser) throws(GraphQLError) in
            let type = try parser.type()
            try parser.expectEnd()
            return type
        }
    }

    private static func parse<Node>(
        _ text: String,
        source: UInt32,
        limits: ParserLimits,
        _ body: (inout Parser) throws(GraphQLError) -> Node
    ) throws(GraphQLError) -> Node {
        let bytes = Array(text.utf8)
        let result: Result<Node, GraphQLError> = bytes.withUnsafeBufferPointer { bytes in
            do throws(GraphQLError) {
                var parser = try Parser(bytes, source: source, limits: limits)
                return .success(try body(&parser))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    // MARK: Tokens

    mutating func advance() throws(GraphQLError) {
        token = try lexer.next()
        tokenCount += 1
        if let limit = limits.tokens, tokenCount > limit + 1 || (tokenCount == limit + 1 && token.kind != .endOfFile) {
            throw GraphQLError(
                "The document has more than \(limit) tokens, the limit. Split it into several requests.",
                code: .limitExceeded,
                at: [token.location]
            )
        }
    }

    func at(_ punctuator: Character) -> Bool {
        token.kind == .punctuator(punctuator.asciiValue ?? 0)
    }

    func at(keyword: StaticString) -> Bool {
        token.kind == .name && lexer.matches(token, keyword)
    }

    /// Moves on if the token is that punctuator.
    mutating func take(_ punctuator: Character) throws(GraphQLError) -> Bool {
        guard at(punctuator) else { return false }
        try advance()
        return true
    }

    /// Moves on if the token is that keyword.
    mutating func take(keyword: StaticString) throws(GraphQLError) -> Bool {
        guard at(keyword: keyword) else { return false }
        try advance()
        return true
    }

    mutating func expect(_ punctuator: Character, _ place: String) throws(GraphQLError) {
        guard try take(punctuator) else { throw unexpected("`\(punctuator)` \(place)") }
    }

    mutating func expect(keyword: StaticString, _ place: String) throws(GraphQLError) {
        guard try take(keyword: keyword) else { throw unexpected("`\(keyword)` \(place)") }
    }

    mutating func expectEnd() throws(GraphQLError) {
        guard token.kind == .endOfFile else { throw unexpected("the end of the text") }
    }

    /// `Name`
    mutating func name(_ what: String) throws(GraphQLError) -> AST.Name {
        guard token.kind == .name else { throw unexpected(what) }
        let name = AST.Name(lexer.text(token), at: token.location)
        try advance()
        return name
    }

    /// One or more items in brackets. An empty pair is an error that says what is missing.
    mutating func many<Node>(
        _ opening: Character,
        _ closing: Character,
        _ what: String,
        _ item: (inout Parser) throws(GraphQLError) -> Node
    ) throws(GraphQLError) -> [Node] {
        try enter(opening)
        if at(closing) { throw lexer.error("`\(opening)\(closing)` is empty; expected \(what).", at: token.location) }
        var items: [Node] = []
        repeat { items.append(try item(&self)) } while !at(closing)
        try leave(closing)
        return items
    }

    /// Takes an opening bracket and counts it against the nesting limit.
    mutating func enter(_ opening: Character) throws(GraphQLError) {
        open.append((opening.asciiValue ?? 0, token.location))
        try nest()
        try expect(opening, "here")
    }

    mutating func leave(_ closing: Character) throws(GraphQLError) {
        try expect(closing, "here")
        open.removeLast()
        depth -= 1
    }

    private mutating func nest() throws(GraphQLError) {
        depth += 1
        guard depth > limits.nesting else { return }
        throw GraphQLError(
            "The document nests \(depth) levels deep at this place; the limit is \(limits.nesting).",
            code: .limitExceeded,
            at: [token.location]
        )
    }

    // MARK: Errors

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
        return lexer.error("expected \(expected), found \(found)." + hint, at: token.location)
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

    private var hint: String {
        switch token.kind {
        case .punctuator(UInt8(ascii: "=")): " A value follows its name after `:`."
        case .string where open.count == 1 && open[0].0 == UInt8(ascii: "{"):
            " If this is a JSON body, send it as the body of the request and the document in its `query`."
        default: ""
        }
    }
}
