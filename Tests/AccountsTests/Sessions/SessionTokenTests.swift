import Testing

@testable import Accounts

@Suite struct SessionTokenTests {
    @Test func readsWhatItWrote() throws {
        for _ in 0..<200 {
            let token = SessionToken()
            #expect(token.text.utf8.count == 43)
            #expect(token.hash.count == 32)
            #expect(try #require(SessionToken(token.text)) == token)
        }
    }

    @Test func hashIsThatOfTheBytes() throws {
        // The bytes 0 to 31, and `sha256sum` of them.
        let token = try #require(SessionToken("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"))
        let hexadecimal = token.hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(hexadecimal == "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd")
    }

    @Test func noTwoAreEqual() {
        #expect(Set((0..<1_000).map { _ in SessionToken().text }).count == 1_000)
    }

    @Test(arguments: [
        "", "abc", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh",
        // Another spelling of the same bytes, other alphabets, another length of the same count of characters.
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9", "+AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH 8", "ÄAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    ])
    func otherTextIsNoToken(_ text: String) {
        #expect(SessionToken(text) == nil)
    }

    @Test func printingShowsNothingOfIt() {
        let token = SessionToken()
        var dumped = ""
        dump(token, to: &dumped)
        for text in ["\(token)", String(reflecting: token), dumped] { #expect(!text.contains(token.text.prefix(8))) }
    }
}
