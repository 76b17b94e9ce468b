import Testing

@testable import Accounts

@Suite struct PasswordRulesTests {
    private func reason(_ password: String, _ confirmation: String? = nil) -> String? {
        do throws(AccountError) {
            try PasswordRules.check(password, confirmation: confirmation, person: ["ada@contoso.example"])
            return nil
        } catch {
            return error.reason
        }
    }

    @Test(arguments: [
        ("elevenchars", "PASSWORD_TOO_SHORT"), ("", "PASSWORD_TOO_SHORT"),
        // Eleven characters in more than twelve bytes.
        ("äöüäöüäöüäö", "PASSWORD_TOO_SHORT"),
        // Twelve scalars as typed, eleven after NFC.
        ("zoe\u{308}xxxxxx12", "PASSWORD_TOO_SHORT"),
        ("password1234", "PASSWORD_TOO_COMMON"), ("PassWord1234", "PASSWORD_TOO_COMMON"),
        ("aaaaaaaaaaaa", "PASSWORD_TOO_COMMON"), ("abcabcabcabc", "PASSWORD_TOO_COMMON"),
        ("abcdefghijkl", "PASSWORD_TOO_COMMON"), ("098765432109", "PASSWORD_TOO_COMMON"),
        ("ada@contoso.example", "PASSWORD_TOO_COMMON"),
    ])
    func refusesWhatGuessersTryFirst(_ password: String, _ reason: String) {
        #expect(self.reason(password) == reason)
    }

    @Test(arguments: ["a quiet harbour at dawn", "twelve chars", "äöüäöüxäöüxy", "no digits no capitals"])
    func takesWhatIsLongEnough(_ password: String) {
        #expect(reason(password) == nil)
    }

    @Test func boundsTheLengthInBytesWithoutCutting() {
        let quarter = "the quick brown fox jumps over the lazy dog and then some more. "
        #expect(reason(String(repeating: quarter, count: 4)) == nil)
        #expect(reason(String(repeating: quarter, count: 4) + "!") == "PASSWORD_TOO_LONG")
    }

    @Test func comparesConfirmationsNormalized() {
        #expect(reason("Zo\u{eb} and more letters", "Zoe\u{308} and more letters") == nil)
        #expect(reason("a quiet harbour at dawn", "a quiet harbour at dusk") == "PASSWORDS_DIFFER")
    }
}
