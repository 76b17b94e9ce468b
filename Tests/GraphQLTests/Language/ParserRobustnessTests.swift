import Foundation
import Testing

@testable import GraphQL

/// A document with every production, for cutting and changing.
private let kitchenSink = """
    "about" query Q("v" $a: [Int!]! = [1, -2.5e3] @c, $b: I = {d: "e\\u0041", f: null}) @g(h: $a) {
      x: a(b: true, c: ENUM, d: \"""block\\\""" é\""") @skip(if: $b) { ...F, ... on T @i { j } ... { k } }
    }
    # comment 😀
    fragment F on T @l { m }
    mutation { n } subscription S { o }
    extend schema @p { query: Q } directive @q("r" s: T = 1) repeatable on | FIELD | QUERY
    \"""u\""" type V implements W & X @y { "z" a(b: C = {}): [D!]! } interface E implements F { g: H }
    union I = | J | K enum L { M N @o } input P @oneOf { q: R = [[]] } scalar S @specifiedBy(url: "t")
    """

@Test func theWholeDocumentIsAccepted() {
    #expect(syntaxError(in: kitchenSink) == nil)
}

@Test func documentsCutAtAnyByteAreReadWithoutACrash() {
    let bytes = Array(kitchenSink.utf8)
    for count in 0..<bytes.count {
        do {
            _ = try Parser.parseDocument(Array(bytes[..<count]))
        } catch {
            #expect(error.code == .parseFailed)
            #expect(error.locations.count == 1)
        }
    }
}

@Test(arguments: 0..<20)
func changedDocumentsAreReadWithoutACrash(_ seed: Int) {
    var random = SeededGenerator(state: UInt64(seed))
    let original = Array(kitchenSink.utf8)
    let pieces = [
        "{", "}", "(", ")", "[", "]", "\"", "\"\"\"", "\\", "...", "$", "@", "!", "\u{FEFF}", "1", "on", "\n",
    ]
    for _ in 0..<100 {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0...3, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8, at: place)
            default: bytes.removeSubrange(place..<min(bytes.count, place + 10))
            }
        }
        do {
            let document = try Parser.parseDocument(bytes)
            let printed = Printer.print(document)
            #expect(Printer.print(try Parser.parseDocument(printed)) == printed)
        } catch {
            #expect(error.locations.count == 1, "\(error)")
        }
    }
}

@Test(arguments: [
    ("{a", "{a", "}"), ("{a(b:", "[", "]"), ("{a(b:", "{c:", "}"), ("query($a:", "[", "]"), ("{", "...{", "}"),
    ("{a(b:", "[{c:", "}]"), ("type A{b(c:D=", "[", "]"), ("type A{b:", "[", "]"),
])
func nestingUpToTheLimitFitsASmallStack(_ head: String, _ opening: String, _ closing: String) async {
    let text = head + String(repeating: opening, count: 5_000)
    // 2 MB is what a thread has where the system sets no limit; a release build needs less than half of it.
    let error = await withCheckedContinuation { continuation in
        let thread = Thread {
            do throws(GraphQLError) {
                _ = try Parser.parseDocument(text)
                continuation.resume(returning: nil as GraphQLError?)
            } catch {
                continuation.resume(returning: error)
            }
        }
        thread.stackSize = 2 * 1024 * 1024
        thread.start()
    }
    #expect(error?.code == .limitExceeded)
}
