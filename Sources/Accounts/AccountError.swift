package import Postgres

/// Why a command about people was not done. The message is for the person in front of the screen.
package enum AccountError: Error, Sendable {
    /// Unknown address, wrong password, deactivated: which one, nobody is told.
    case invalidCredentials
    /// Too many attempts. `retryAfter` is in seconds, at least 1.
    case throttled(retryAfter: Int)
    /// The database did not do its part; for the log, not for people.
    case database(PostgresError)

    package var message: String {
        switch self {
        case .invalidCredentials:
            "This address and password do not belong together. Check both, and mind capitals in the password."
        case .throttled(let seconds):
            "There were too many attempts to sign in. Try again in \(Self.duration(seconds))."
        case .database:
            "This cannot be done at the moment. Try again in a little while."
        }
    }

    /// "45 seconds", "1 minute", "12 minutes": rounded up, so that trying again then is not too early.
    private static func duration(_ seconds: Int) -> String {
        let (count, unit) = seconds <= 90 ? (max(1, seconds), "second") : ((seconds + 59) / 60, "minute")
        return count == 1 ? "1 \(unit)" : "\(count) \(unit)s"
    }
}
