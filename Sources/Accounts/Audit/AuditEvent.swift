import Foundation
import Postgres

/// One row of the audit: what was asked for, by whom, on what, from where, and whether it was done.
struct AuditEvent {
    let request: CommandRequest
    /// 0 where nobody's organization is concerned.
    var organizationID: Int64 = 0
    var userID: Int64?
    /// What the command is about, for people. Never a secret.
    var target: String?
    /// Another organization that the command is about, which has a row of its own: a partner's customer.
    var concerned: Int64?

    /// Writes the row. The transaction shows the organization's rows when this returns.
    func write(refusal: String? = nil, in connection: Connection) throws(AccountError) {
        if let concerned {
            try connection.work(in: organizationID)
            let actor = try actor(in: connection)
            try connection.work(in: concerned)
            try write(to: concerned, userID: nil, actor: actor, refusal, in: connection)
        }
        try connection.work(in: organizationID)
        try write(to: organizationID, userID: userID, actor: nil, refusal, in: connection)
    }

    /// The caller's address; they are nobody in the organization that is concerned.
    private func actor(in connection: Connection) throws(AccountError) -> String? {
        guard let userID else { return nil }
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.int8(userID)
        let found = try connection.run(
            "SELECT email FROM app_user WHERE organization_id = $1 AND id = $2",
            parameters
        )
        return found.rowCount == 1 ? found.text(0, 0) : nil
    }

    private func write(
        to organizationID: Int64,
        userID: Int64?,
        actor: String?,
        _ refusal: String?,
        in connection: Connection
    ) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.timestamp(request.now)
        parameters.text(request.command)
        parameters.text(refusal == nil ? "DONE" : "REFUSED")
        parameters.optionalText(refusal)
        if let userID { parameters.int8(userID) } else { parameters.null() }
        parameters.optionalText(target.map { String($0.prefix(320)) })
        parameters.optionalText(request.remoteAddress)
        parameters.optionalText(actor)
        try connection.run(
            """
            INSERT INTO audit_event
                (organization_id, occurred_at, command, result, reason, user_id, actor, target, network_address)
            VALUES ($1, $2, $3::text, $4::text, $5::text, $6::bigint, coalesce($9::text,
                (SELECT u.email FROM app_user u WHERE u.organization_id = $1 AND u.id = $6::bigint)), $7::text, $8::text)
            """,
            parameters
        )
    }
}
