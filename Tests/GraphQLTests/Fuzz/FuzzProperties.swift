import Bytes

@testable import GraphQL

/// What must hold of any bytes whatever. The fuzzers (`Scripts/fuzz`) call these with bytes of their own making, the
/// tests with the corpus. Each answers what is wrong, or `nil`.
enum FuzzProperties {
    /// Tokens follow each other, none is empty, and the end is reached.
    static func lexer(_ bytes: UnsafeRawBufferPointer) -> String? {
        var lexer = Lexer(bytes.bindMemory(to: UInt8.self), source: 0)
        var end = 0
        do throws(GraphQLError) {
            for _ in 0...bytes.count {
                let token = try lexer.next()
                if token.kind == .endOfFile { return token.start == bytes.count ? nil : "ends too early" }
                guard token.start >= end, token.end > token.start, token.end <= bytes.count else { return "overlaps" }
                if token.kind == .string { _ = try StringValue.unescape(token, in: lexer) }
                if token.kind == .blockString { _ = StringValue.block(token, in: lexer) }
                end = token.end
            }
            return "does not end"
        } catch {
            return placed(error)
        }
    }

    /// What is parsed is printed as a text that is parsed and printed the same.
    static func parser(_ bytes: UnsafeRawBufferPointer) -> String? {
        let document: AST.Document
        do throws(GraphQLError) {
            document = try Parser.parseDocument(bytes)
        } catch {
            return placed(error)
        }
        let text = Printer.print(document)
        do throws(GraphQLError) {
            let again = Printer.print(try Parser.parseDocument(text, limits: ParserLimits(tokens: nil, nesting: 400)))
            return again == text ? nil : "is printed differently the second time"
        } catch {
            return "is printed as what does not parse: \(error.message)"
        }
    }

    /// A document is validated, and a schema built; a schema that is accepted is printed as one that is accepted.
    static func validator(_ bytes: UnsafeRawBufferPointer, schema: Schema) -> String? {
        guard let document = try? Parser.parseDocument(bytes) else { return nil }
        for error in Validator.validate(document, schema: schema) {
            if error.locations.isEmpty || error.rule == nil {
                return "an error without place or rule: \(error.message)"
            }
        }
        do throws(SchemaErrors) {
            let built = try SchemaBuilder.build([document])
            do {
                _ = try SchemaBuilder.build([try Parser.parseDocument(built.sdl, limits: .schemas)])
            } catch {
                return "an accepted schema is printed as one that is refused: \(error)"
            }
            return nil
        } catch {
            return error.errors.contains { $0.rule == nil } ? "an error without a rule" : nil
        }
    }

    /// What is read is written as what is read the same.
    static func json(_ bytes: UnsafeRawBufferPointer) -> String? {
        var reader = JSONReader(bytes)
        let value: JSONValue
        do throws(JSONError) {
            value = try reader.value()
            try reader.end()
        } catch {
            return error.offset <= bytes.count && error.line > 0 && error.column > 0 ? nil : "an error outside the text"
        }
        var buffer = ByteBuffer(capacity: bytes.count + 16)
        buffer.appendJSON(value)
        let text = Array(buffer.text.utf8)
        return text.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            guard let again = try? reader.value(), (try? reader.end()) != nil else { return "is written as no JSON" }
            return again == value ? nil : "is written as another value"
        }
    }

    private static func placed(_ error: GraphQLError) -> String? {
        error.locations.count == 1 && error.locations[0].line > 0 && error.locations[0].column > 0
            ? nil : "an error without its place: \(error.message)"
    }
}
