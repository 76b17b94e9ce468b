import Testing

@testable import Accounts

/// Addresses that can be taken for others are not invited.
@Suite struct WorkAddressTests {
    @Test(arguments: [
        "ada@contoso.example", "Ada.Lovelace+work@sub.contoso.example", "jörg@bücher.example", "иван@почта.example",
        "山田@contoso.example",
    ])
    func ordinaryAddressesAreTaken(_ address: String) {
        #expect(throws: Never.self) { try WorkAddress.check(address) }
    }

    @Test(arguments: [
        // Cyrillic `а` among Latin letters, on either side.
        "аda@contoso.example", "ada@contоso.example",
        // The Kelvin sign, wide letters, a ligature, letters and their marks apart.
        "mi\u{212A}e@contoso.example", "ａda@contoso.example", "o\u{FB03}ce@contoso.example",
        "jo\u{308}rg@contoso.example",
        "ada\u{0}@contoso.example", "ada@contoso", "@contoso.example", "a b@contoso.example",
    ])
    func lookAlikesAndRareFormsAreNot(_ address: String) {
        #expect(throws: AccountError.self) { try WorkAddress.check(address) }
    }

    @Test(arguments: ["http://evil.example", "Visit www.evil.example now", "<b>Ada</b>"])
    func namesAreNoMessages(_ name: String) {
        #expect(throws: AccountError.self) { try PersonName.check(name, "first name") }
    }
}
