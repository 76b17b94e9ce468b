import Foundation
import TestSupport
import Testing

@testable import Accounts

/// Nothing that people enter can add a header, a recipient or a part to a mail.
@Suite struct MailMessageTests {
    @Test func thereAreFortyOfThem() { #expect(Payloads.all.count == 40) }

    /// The fields of a mail that come from people.
    private static let fields = [
        "recipient", "recipientName", "language", "organization", "inviter", "inviterEmail", "agreement",
    ]

    /// - Parameter field: the one that holds the payload; `nil`: all of them.
    private func message(
        _ kind: MailKind = .invitation,
        _ payload: String? = nil,
        in field: String? = nil
    ) throws -> MailMessage {
        func text(_ name: String, _ plain: String) -> String {
            guard let payload, field == nil || field == name else { return plain }
            return name == "recipient" ? plain + payload : payload
        }
        let mail = QueuedMail(
            organizationID: 1,
            id: 1,
            kind: kind,
            recipient: text("recipient", "ada@contoso.example"),
            recipientName: text("recipientName", "Ada"),
            language: text("language", "en"),
            details: [
                "organization": text("organization", "Contoso"), "inviter": text("inviter", "Grace"),
                "inviterEmail": text("inviterEmail", "g@b.example"), "agreement": text("agreement", "V1"),
            ],
            messageID: "<1@contoso.example>",
            createdAt: Date(timeIntervalSince1970: 1_800_000_000),
            attempts: 0,
            sealedToken: nil
        )
        return try MailComposer(publicAddress: "https://b.example", sender: "no-reply@b.example")
            .compose(mail, token: "token", now: Date(timeIntervalSince1970: 1_800_000_000))
    }

    private func fieldNames(_ message: MailMessage) -> [String] {
        let text = String(decoding: message.bytes, as: UTF8.self)
        let head = text.components(separatedBy: "\r\n\r\n")[0]
        return head.components(separatedBy: "\r\n").filter { !$0.hasPrefix(" ") }.map { line in
            line.components(separatedBy: ":")[0]
        }
    }

    /// In each kind of mail, in each field alone and in all at once.
    @Test(arguments: MailKind.allCases, Payloads.all)
    func headersStayTheSame(_ kind: MailKind, _ payload: String) throws {
        let plain = fieldNames(try message(kind))
        #expect(plain.count == 9)
        for field in Self.fields.map(Optional.some) + [nil] {
            let message = try message(kind, payload, in: field)
            #expect(fieldNames(message) == plain, "\(field ?? "all")")
            let text = String(decoding: message.bytes, as: UTF8.self)
            // Only CR LF together, and the head has no other line break.
            #expect(!text.replacing("\r\n", with: "").utf8.contains { $0 == 13 || $0 == 10 })
            let head = text.components(separatedBy: "\r\n\r\n")[0]
            #expect(head.components(separatedBy: "\r\nTo: ").count == 2)
        }
    }

    @Test(arguments: Payloads.all)
    func addressesAndNamesAreRefusedBeforeThat(_ payload: String) {
        #expect(throws: AccountError.self) { try WorkAddress.check(payload + "@contoso.example") }
        #expect(throws: AccountError.self) { try WorkAddress.check("ada@contoso.example" + payload) }
        #expect(throws: AccountError.self) { try PersonName.check(payload, "first name") }
    }

    @Test func longSubjectsAreEncodedWordsThatFit() throws {
        let header = MailHeader.text(String(repeating: "Ünïcödé ", count: 30), after: 9)
        for line in header.components(separatedBy: "\r\n") {
            #expect(line.utf8.count <= 76)
            #expect(line.drop { $0 == " " }.hasPrefix("=?utf-8?B?"))
        }
    }

    @Test(arguments: [
        ("a=b", "a=3Db"), ("trailing ", "trailing=20"), ("é", "=C3=A9"), ("a\nb", "a\r\nb"), (".", "=2E"),
    ])
    func quotedPrintable(_ text: String, _ encoded: String) {
        #expect(QuotedPrintable.encode(text) == encoded)
    }

    @Test func noLineIsTooLong() {
        let encoded = QuotedPrintable.encode(String(repeating: "日本語 text=", count: 100))
        #expect(encoded.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 76 })
    }

    @Test(arguments: MailPhrases.all.map(\.language))
    func everyLanguageSaysEverything(_ language: String) throws {
        let phrases = MailPhrases.of(language)
        #expect(phrases.language == language)
        for kind in MailKind.allCases {
            for phrase in [phrases.subjects[kind], phrases.leads[kind], phrases.buttons[kind]] {
                #expect(phrase?.isEmpty == false)
            }
        }
        #expect(phrases.expiry.contains("{{{expires}}}"))
        #expect(phrases.address.contains("{{{email}}}"))
    }
}
