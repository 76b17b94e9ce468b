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

    /// Writes the row. The transaction shows the organization's rows when this returns.
    func write(refusal: String? = nil, in connection: Connection) throws(AccountError) {
        try connection.work(in: organizationID)
        var parameters = Parameters()
        parameters.int8(organizationID)
        parameters.timestamp(request.now)
        parameters.text(request.command)
        parameters.text(refusal == nil ? "DONE" : "REFUSED")
        parameters.optionalText(refusal)
        if let userID { parameters.int8(userID) } else { parameters.null() }
        parameters.optionalText(target.map { String($0.prefix(320)) })
        parameters.optionalText(request.remoteAddress)
        try connection.run(
            """
            INSERT INTO audit_event
                (organization_id, occurred_at, command, result, reason, user_id, actor, target, network_address)
            VALUES ($1, $2, $3::text, $4::text, $5::text, $6::bigint,
                (SELECT u.email FROM app_user u WHERE u.organization_id = $1 AND u.id = $6::bigint), $7::text, $8::text)
            """,
            parameters
        )
    }
}
