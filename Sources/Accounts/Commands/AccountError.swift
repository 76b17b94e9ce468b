package import Postgres

/// Why a command about people was not done. The message is for the person in front of the screen.
package enum AccountError: Error, Sendable {
    /// Unknown address, wrong password, deactivated: which one, nobody is told.
    case invalidCredentials
    /// Too many attempts. `retryAfter` is in seconds, at least 1.
    case throttled(retryAfter: Int)
    /// There is no session, or it has ended.
    case unauthenticated
    /// The caller's roles do not grant these permissions.
    case missingPermissions([String])
    /// The command was understood, and is not done for a reason that the caller can do something about.
    case refused(Refusal)
    /// The database did not do its part; for the log, not for people.
    case database(PostgresError)

    package var message: String {
        switch self {
        case .invalidCredentials:
            "This address and password do not belong together. Check both, and mind capitals in the password."
        case .throttled(let seconds):
            "There were too many attempts. Try again in \(Self.duration(seconds))."
        case .unauthenticated: "Sign in first: there is no session, or it has ended."
        case .missingPermissions(let names): "This needs the permission \(names.joined(separator: " and "))."
        case .refused(let refusal): refusal.message
        case .database:
            "This cannot be done at the moment. Try again in a little while."
        }
    }

    /// What the audit says of it.
    var reason: String {
        switch self {
        case .invalidCredentials: "INVALID_CREDENTIALS"
        case .throttled: "THROTTLED"
        case .unauthenticated: "UNAUTHENTICATED"
        case .missingPermissions: "FORBIDDEN"
        case .refused(let refusal): refusal.reason
        case .database: "FAILED"
        }
    }

    /// "45 seconds", "1 minute", "12 minutes": rounded up, so that trying again then is not too early.
    private static func duration(_ seconds: Int) -> String {
        let (count, unit) = seconds <= 90 ? (max(1, seconds), "second") : ((seconds + 59) / 60, "minute")
        return count == 1 ? "1 \(unit)" : "\(count) \(unit)s"
    }
}

/// A command that is not done, with what to do about it.
package struct Refusal: Error, Sendable, Equatable {
    package enum Kind: Sendable {
        /// The caller may not do this, whatever they send.
        case forbidden
        /// There is no such thing in the caller's organization.
        case notFound
        /// An argument cannot be taken.
        case invalid
        /// What is there now does not allow it.
        case conflict
    }

    package let kind: Kind
    /// Stable, for programs and for the audit: `LAST_ADMINISTRATOR`.
    package let reason: String
    package let message: String
    /// What is there now, by the names of the schema, for callers who may see it.
    package let current: [CurrentValue]

    init(_ kind: Kind, _ reason: String, _ message: String, current: [CurrentValue] = []) {
        self.kind = kind
        self.reason = reason
        self.message = message
        self.current = current
    }
}

/// One field as it is now, for a caller who has read an older value.
package struct CurrentValue: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        case integer(Int64)
        /// `nil`: there is none.
        case text(String?)
    }

    package let name: String
    package let value: Value

    init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}

extension AccountError {
    /// The answer for an id that is unknown, and for one that is another organization's.
    static func notFound(_ what: String) -> AccountError {
        .refused(Refusal(.notFound, "NOT_FOUND", "There is no such \(what) in your organization."))
    }

    static func invalid(_ reason: String, _ message: String) -> AccountError {
        .refused(Refusal(.invalid, reason, message))
    }

    static func conflict(_ reason: String, _ message: String) -> AccountError {
        .refused(Refusal(.conflict, reason, message))
    }

    static func forbidden(_ reason: String, _ message: String) -> AccountError {
        .refused(Refusal(.forbidden, reason, message))
    }
}
