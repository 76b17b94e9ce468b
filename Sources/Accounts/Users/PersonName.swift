import Foundation
import Postgres

/// A first or last name as people enter it: any script, one line.
enum PersonName {
    static func trimmed(_ name: String) -> String { name.trimmingCharacters(in: .whitespaces) }

    /// - Parameter what: "first name", for the message.
    static func check(_ name: String, _ what: String) throws(AccountError) {
        let trimmed = trimmed(name)
        guard !trimmed.isEmpty, trimmed.unicodeScalars.count <= 100 else {
            throw .invalid("INVALID_NAME", "The \(what) has 1 to 100 characters.")
        }
        guard trimmed.unicodeScalars.allSatisfy(isPlain) else {
            throw .invalid("INVALID_NAME", "The \(what) is one line of text without control characters.")
        }
        // Mails name people to people: a name must not be a message or a link of its own.
        let lower = trimmed.lowercased()
        guard !lower.contains("://"), !lower.contains("www."), !trimmed.contains(where: { $0 == "<" || $0 == ">" })
        else { throw .invalid("INVALID_NAME", "The \(what) is a name, without a web address or angle brackets.") }
    }

    /// No line break, and no mark that turns what follows around: categories Cc, Cf, Zl and Zp.
    static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        // Joiners belong to the spelling of names in several scripts.
        case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
        default: true
        }
    }
}

/// A country of the reference table.
enum Country {
    static func check(_ code: String, in connection: Connection) throws(AccountError) {
        var parameters = Parameters()
        parameters.text(code)
        let found = try connection.run("SELECT EXISTS (SELECT FROM country WHERE code = $1)", parameters)
        if !found.bool(0, 0) {
            throw .invalid("UNKNOWN_COUNTRY", "\(code) is not a country or region that the product knows.")
        }
    }
}
