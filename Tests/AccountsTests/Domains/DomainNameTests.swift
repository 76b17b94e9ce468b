import Testing

@testable import Accounts

@Suite struct DomainNameTests {
    @Test(arguments: [
        ("Contoso.Example", "contoso.example"), ("contoso.example.", "contoso.example"),
        ("bücher.example", "xn--bcher-kva.example"), ("BÜCHER.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"), ("bu\u{308}cher.example", "xn--bcher-kva.example"),
        ("faß.example", "xn--fa-hia.example"), (" contoso.example ", "contoso.example"),
    ])
    func hasOneCanonicalForm(_ text: String, _ name: String) throws {
        #expect(try #require(DomainName(text)).name == name)
    }

    @Test(arguments: [
        "", "contoso", "contoso..example", ".example", "con toso.example", "con_toso.example", "-contoso.example",
        "192.0.2.1", "http://contoso.example", "contoso.example/x", "xn--a.example",
        String(repeating: "a", count: 64) + ".example",
    ])
    func otherTextIsNoDomain(_ text: String) {
        #expect(DomainName(text) == nil)
    }

    @Test(arguments: [
        // Cyrillic о and с, Greek omicron, digit one for l, rn for m.
        ("contoso.example", "c\u{43E}ntoso.example"), ("contoso.example", "contos\u{3BF}.example"),
        ("paypal.example", "paypa1.example"), ("modern.example", "modem.example"),
    ])
    func looksLike(_ one: String, _ other: String) throws {
        #expect(try #require(DomainName(one)).skeleton == #require(DomainName(other)).skeleton)
        #expect(DomainName(one)?.name != DomainName(other)?.name)
    }

    @Test func readsTextRecords() throws {
        // One question, two answers: a TXT of two strings, and a CNAME that is passed over.
        var message: [UInt8] = [0x12, 0x34, 0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 0]
        message += [1, 97, 2, 98, 99, 0, 0, 16, 0, 1]
        message += [0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, 0xC0, 14]
        message += [0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 8, 3, 102, 111, 111, 3, 98, 97, 114]
        #expect(try DNSMessage.texts(message) == ["foobar"])
        // Cut anywhere, it is malformed and nothing else.
        for count in 0..<message.count {
            #expect(throws: ResolverError.self) { try DNSMessage.texts(Array(message[..<count])) }
        }
    }
}
