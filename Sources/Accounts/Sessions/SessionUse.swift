package import Foundation
package import Postgres

/// Notes that a session or an access token is in use, which keeps the session from ending.
package enum SessionUse {
    /// - Parameter connection: one that works as `DatabaseRole.commands`.
    package static func note(tokenHash: [UInt8], now: Date = Date(), in connection: Connection) throws(AccountError) {
        var parameters = Parameters()
        parameters.binary(tokenHash)
        parameters.timestamp(now)
        try connection.run("SELECT note_use($1, $2::timestamptz)", parameters)
    }
}
