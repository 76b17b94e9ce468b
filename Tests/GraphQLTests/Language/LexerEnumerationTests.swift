import Testing

@testable import GraphQL

/// Characters that begin, continue or end every kind of token.
private let alphabet = Array("a0\"\\.\n{".utf8)

/// Every text of up to six characters goes through the lexer: it ends, its tokens follow each other without overlap and
/// cover all but what is ignored, and an error has a place inside the text.
@Test(arguments: alphabet.indices)
func everyShortTextIsLexed(_ first: Int) {
    var text: [UInt8] = []
    var wrong: [String] = []
    func extend() {
        if !lexesWell(text) { wrong.append(String(decoding: text, as: UTF8.self)) }
        guard text.count < 6 else { return }
        for byte in alphabet {
            text.append(byte)
            extend()
            text.removeLast()
        }
    }
    text = [alphabet[first]]
    extend()
    #expect(wrong.isEmpty, "\(wrong.prefix(10))")
}

private func lexesWell(_ text: [UInt8]) -> Bool {
    text.withUnsafeBufferPointer { bytes in
        var lexer = Lexer(bytes, source: 0)
        var end = 0
        do throws(GraphQLError) {
            // No token is empty, so there are no more of them than bytes.
            for _ in 0...text.count {
                let token = try lexer.next()
                if token.kind == .endOfFile { return token.start == text.count && isIgnored(text[end...]) }
                guard token.start >= end, token.end > token.start, token.end <= text.count,
                    isIgnored(text[end..<token.start])
                else { return false }
                end = token.end
            }
            return false
        } catch {
            return error.code == .parseFailed && error.locations.count == 1 && error.locations[0].line >= 1
                && Int(error.locations[0].column) <= text.count + 1
        }
    }
}

/// Line ends: what this alphabet has that is ignored.
private func isIgnored(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { $0 == UInt8(ascii: "\n") } }
