import Foundation

/// What a new password must be: long enough, not too long, and none that guessers try first. No rules about kinds of
/// characters: they make passwords worse (NIST SP 800-63B, section 5.1.1.2).
package enum PasswordRules {
    /// Characters, after normalisation.
    package static let minimumLength = 12

    /// - Parameter person: names and addresses of whose password it is, which guessers know.
    static func check(_ password: String, confirmation: String? = nil, person: [String]) throws(AccountError) {
        if let confirmation, !same(password, confirmation) {
            throw .invalid("PASSWORDS_DIFFER", "The two passwords differ. Enter the same one twice.")
        }
        let normalized = password.precomposedStringWithCanonicalMapping
        guard normalized.unicodeScalars.count >= minimumLength else {
            throw .invalid(
                "PASSWORD_TOO_SHORT",
                "A password has at least \(minimumLength) characters; this one has \(normalized.unicodeScalars.count). "
                    + "A few words that do not belong together are easy to keep in mind."
            )
        }
        guard password.utf8.count <= PasswordHasher.maximumLength, normalized.utf8.count <= PasswordHasher.maximumLength
        else {
            throw .invalid(
                "PASSWORD_TOO_LONG",
                "A password has at most \(PasswordHasher.maximumLength) bytes; this one has \(password.utf8.count)."
            )
        }
        if isGuessable(normalized, person: person) {
            throw .invalid(
                "PASSWORD_TOO_COMMON",
                "This password is one of those that guessers try first. Choose one that nobody else would."
            )
        }
    }

    private static func same(_ one: String, _ other: String) -> Bool {
        one.precomposedStringWithCanonicalMapping.unicodeScalars.elementsEqual(
            other.precomposedStringWithCanonicalMapping.unicodeScalars
        )
    }

    private static func isGuessable(_ password: String, person: [String]) -> Bool {
        let folded = password.lowercased()
        if CommonPasswords.contains(folded) { return true }
        let scalars = Array(folded.unicodeScalars)
        // One short piece over and over: aaaaaaaaaaaa, abcabcabcabc.
        for length in 1...4 where scalars.indices.dropFirst(length).allSatisfy({ scalars[$0] == scalars[$0 - length] })
        {
            return true
        }
        // One step up or down all the way: abcdefghijkl, 987654321098.
        let steps = zip(scalars, scalars.dropFirst()).map { Int($1.value) - Int($0.value) }
        if [1, -1].contains(where: { step in steps.allSatisfy { $0 == step || $0 == -9 * step } }) { return true }
        return person.contains { folded == $0.lowercased() }
    }
}
