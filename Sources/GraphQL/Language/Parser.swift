/// Limits on a document, enforced while it is parsed so that a hostile one costs little.
package struct ParserLimits: Sendable {
    /// The most tokens a document may have; `nil`: any number.
    package var tokens: Int?
    /// How deep `{` and `[` may stand inside each other: selection sets, lists, objects and types.
    package var nesting: Int

    package init(tokens: Int? = 15_000, nesting: Int = 200) {
        self.tokens = tokens
        self.nesting = nesting
    }

    /// For documents that callers send.
    package static let requests = ParserLimits()
    /// For schema files, which the operator writes.
    package static let schemas = ParserLimits(tokens: nil)
}

/// A recursive-descent parser for the whole grammar of the specification (appendix C).
///
/// One token of look-ahead. Each method is named after its production, which stands above it.
package struct Parser {
    var lexer: Lexer
    /// The token at hand.
    var token: Token
    let limits: ParserLimits
    /// Tokens read so far, the one at hand among them.
    private(set) var tokenCount = 0
    /// Open `{` and `[`.
    private(set) var depth = 0
    /// Opening brackets that are not closed yet, for the error at the end of the text.
    private(set) var open: [(UInt8, SourceLocation)] = []

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
        _ bytes: [UInt8],
        source: UInt32 = 0,
        limits: ParserLimits = .requests
    ) throws(GraphQLError) -> AST.Document {
        try parse(bytes, source: source, limits: limits) { (parser: inout Parser) throws(GraphQLError) in
            try parser.document()
        }
    }

    /// Parses a document of any kind.
    package static func parseDocument(
        _ text: String,
        source: UInt32 = 0,
        limits: ParserLimits = .requests
    ) throws(GraphQLError) -> AST.Document {
        try parseDocument(Array(text.utf8), source: source, limits: limits)
    }

    /// Parses a single value, in which variables may stand.
    package static func parseValue(
        _ text: String,
        limits: ParserLimits = .requests
    ) throws(GraphQLError) -> AST.Value {
        try parse(Array(text.utf8), limits: limits) { (parser: inout Parser) throws(GraphQLError) in
            let value = try parser.value(isConst: false)
            try parser.expectEnd()
            return value
        }
    }

    /// Parses a single value without variables, such as a default value.
    package static func parseConstValue(
        _ text: String,
        limits: ParserLimits = .requests
    ) throws(GraphQLError) -> AST.Value {
        try parse(Array(text.utf8), limits: limits) { (parser: inout Parser) throws(GraphQLError) in
            let value = try parser.value(isConst: true)
            try parser.expectEnd()
            return value
        }
    }

    /// Parses a single type reference, such as `[Order!]!`.
    package static func parseType(
        _ text: String,
        limits: ParserLimits = .requests
    ) throws(GraphQLError) -> AST.TypeReference {
        try parse(Array(text.utf8), limits: limits) { (parser: inout Parser) throws(GraphQLError) in
            let type = try parser.type()
            try parser.expectEnd()
            return type
        }
    }

    private static func parse<Node>(
        _ bytes: [UInt8],
        source: UInt32 = 0,
        limits: ParserLimits,
        _ body: (inout Parser) throws(GraphQLError) -> Node
    ) throws(GraphQLError) -> Node {
        try bytes.withUnsafeBufferPointer { (bytes) throws(GraphQLError) in
            var parser = try Parser(bytes, source: source, limits: limits)
            return try body(&parser)
        }
    }

    // MARK: Tokens

    mutating func advance() throws(GraphQLError) {
        token = try lexer.next()
        guard token.kind != .endOfFile else { return }
        tokenCount += 1
        if let limit = limits.tokens, tokenCount > limit { throw tooManyTokens(limit) }
    }

    func at(_ punctuator: Unicode.Scalar) -> Bool {
        token.kind == .punctuator(UInt8(truncatingIfNeeded: punctuator.value))
    }

    func at(keyword: StaticString) -> Bool {
        token.kind == .name && lexer.matches(token, keyword)
    }

    /// Moves on if the token is that punctuator.
    mutating func take(_ punctuator: Unicode.Scalar) throws(GraphQLError) -> Bool {
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

    mutating func expect(_ punctuator: Unicode.Scalar, _ place: String) throws(GraphQLError) {
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
        _ opening: Unicode.Scalar,
        _ closing: Unicode.Scalar,
        _ what: String,
        _ item: (inout Parser) throws(GraphQLError) -> Node
    ) throws(GraphQLError) -> [Node] {
        try enter(opening, expecting: what)
        var items: [Node] = []
        repeat { items.append(try item(&self)) } while !at(closing)
        try leave(closing)
        return items
    }

    /// Takes an opening bracket; braces and square brackets count against the nesting limit.
    /// If `content` is given, the closing bracket may not follow at once.
    mutating func enter(_ opening: Unicode.Scalar, expecting content: String? = nil) throws(GraphQLError) {
        open.append((UInt8(truncatingIfNeeded: opening.value), token.location))
        if opening != "(" {
            depth += 1
            if depth > limits.nesting { throw tooDeep() }
        }
        try expect(opening, "here")
        let closing: Unicode.Scalar = opening == "(" ? ")" : opening == "[" ? "]" : "}"
        guard let content, at(closing) else { return }
        throw lexer.error("`\(opening)\(closing)` is empty; expected \(content).", at: token.location)
    }

    mutating func leave(_ closing: Unicode.Scalar) throws(GraphQLError) {
        try expect(closing, "here")
        open.removeLast()
        if closing != ")" { depth -= 1 }
    }
}
