import CICU
package import Foundation
import Postgres

/// An invitation as it is entered.
package struct InvitationDraft: Sendable {
    package let email: String
    package let firstName: String
    package let lastName: String
    package let preferredLanguage: String
    package let country: String?
    package let roles: [String]

    package init(
        email: String,
        firstName: String,
        lastName: String,
        preferredLanguage: String,
        country: String?,
        roles: [String]
    ) {
        self.email = email
        self.firstName = PersonName.trimmed(firstName)
        self.lastName = PersonName.trimmed(lastName)
        self.preferredLanguage = preferredLanguage
        self.country = country
        self.roles = roles
    }

    /// How long a link works: 60 days of 86,400 seconds, whatever clocks are changed meanwhile.
    package static let lifetime: TimeInterval = 60 * 86_400

    func check(in connection: Connection) throws(AccountError) {
        try WorkAddress.check(email)
        try PersonName.check(firstName, "first name")
        try PersonName.check(lastName, "last name")
        if let country { try Country.check(country, in: connection) }
        if roles.isEmpty { throw .invalid("NO_ROLE", "Choose at least one role for \(email).") }
    }
}

/// An address that mail can be sent to. Its form is checked here too, because it ends in a mail's header.
enum WorkAddress {
    static func check(_ email: String) throws(AccountError) {
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        // The characters of an atom (RFC 5322, section 3.2.3) and the dot, or letters beyond ASCII (RFC 6531).
        let isClean = email.unicodeScalars.allSatisfy { scalar in
            if scalar.isASCII {
                return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "!#$%&'*+-/=?^_`{|}~.@".unicodeScalars.contains(scalar)
            }
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark,
                .decimalNumber:
                return true
            default: return false
            }
        }
        guard parts.count == 2, isClean, (1...64).contains(parts[0].utf8.count), email.utf8.count <= 254,
            parts[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty }),
            parts[1].contains("."), !parts[0].hasPrefix("-")
        else { throw .invalid("INVALID_ADDRESS", "This is not an address that mail can be sent to.") }
        // Letters that only look like others make two people of one address, or one of two (UTS 39, section 5.2; NFKC).
        let labels = email.split { $0 == "@" || $0 == "." }
        guard email.precomposedStringWithCompatibilityMapping.unicodeScalars.elementsEqual(email.unicodeScalars),
            !labels.contains(where: { icu_mixes_scripts(String($0)) != 0 })
        else {
            throw .invalid(
                "INVALID_ADDRESS",
                "This address mixes letters of several alphabets, or has rare forms of them."
            )
        }
    }

    /// The address as accounts are found by it. PostgreSQL says what lower case is, so that an address is
    /// counted under exactly the name it is found by.
    static func canonical(_ email: String, in connection: Connection) throws(AccountError) -> String {
        // What cannot be an address (RFC 5321, section 4.5.3.1) stands for an account that does not exist.
        guard email.utf8.count <= 320, !email.utf8.contains(0) else { return "" }
        var parameters = Parameters()
        parameters.text(email)
        return try connection.run("SELECT lower($1::text)", parameters).text(0, 0)
    }

    /// The part behind the `@`.
    static func domain(of email: String) -> String {
        String(email.split(separator: "@").last ?? "")
    }
}
