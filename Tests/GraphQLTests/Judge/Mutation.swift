@testable import GraphQL

/// Breaks texts in small ways: tokens left out, doubled, exchanged, or replaced by another name.
enum Mutation {
    /// - Parameter names: what names are replaced by.
    static func mutated(_ text: String, names: [String], using random: inout SeededGenerator) -> String {
        var pieces = pieces(of: text)
        for _ in 0..<Int.random(in: 1...3, using: &random) where pieces.count > 4 {
            let at = Int.random(in: 0..<pieces.count, using: &random)
            let other = Int.random(in: 0..<pieces.count, using: &random)
            switch Int.random(in: 0...9, using: &random) {
            case 0: pieces.remove(at: at)
            case 1: pieces.insert(pieces[other], at: at)
            case 2: pieces.swapAt(at, other)
            case 3:
                // A whole line twice: the same field, argument or definition again.
                let lines = pieces.joined().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                var changed = lines
                let line = Int.random(in: 0..<lines.count, using: &random)
                changed.insert(lines[line], at: Int.random(in: 0...lines.count, using: &random))
                pieces = self.pieces(of: changed.joined(separator: "\n"))
            default:
                // Names with names keep the syntax right, so that the rules are asked.
                let named = pieces.indices.filter { pieces[$0].utf8.first?.isNameStart == true }
                guard !named.isEmpty else { continue }
                let place = named[Int.random(in: 0..<named.count, using: &random)]
                pieces[place] = names[Int.random(in: 0..<names.count, using: &random)]
            }
        }
        return pieces.joined()
    }

    /// Tokens and what stands between them, in turn.
    static func pieces(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { buffer in
            var lexer = Lexer(buffer, source: 0)
            var pieces: [String] = []
            var end = 0
            while let token = try? lexer.next(), token.kind != .endOfFile {
                if token.start > end { pieces.append(String(decoding: buffer[end..<token.start], as: UTF8.self)) }
                pieces.append(lexer.text(token))
                end = token.end
            }
            pieces.append(String(decoding: buffer[end...], as: UTF8.self))
            return pieces
        }
    }

    /// The names in a text, each once, and some that are in no schema.
    static func names(in text: String) -> [String] {
        var names = pieces(of: text).filter { $0.utf8.first?.isNameStart == true }
        names = Array(Set(names)).sorted()
        return names + ["unknown", "Unknown", "__typename", "Int", "String", "null", "on", "skip", "if"]
    }
}
