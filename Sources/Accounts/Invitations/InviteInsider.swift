package import Foundation
package import Postgres

/// Makes the organization of the operator, or of a partner, and invites its first account administrator; as long as
/// nobody has come, it may be done again, and the links before are dead. Nobody inside can do this: it is for whoever
/// runs the program.
package struct InviteInsider: Sendable {
    /// Whose organization it is.
    package enum House: Sendable {
        case `operator`
        /// The partner with this number.
        case partner(String)
    }

    package let house: House
    package let organizationName: String
    package let person: DesignatedAdministrator
    package let outbox: Outbox

    package init(_ house: House, organizationName: String, person: DesignatedAdministrator, outbox: Outbox) {
        self.house = house
        self.organizationName = organizationName
        self.person = person
        self.outbox = outbox
    }

    /// - Parameter connection: one that works as `DatabaseRole.commands`.
    package func run(now: Date = Date(), in connection: Connection) throws(AccountError) {
        try person.check()
        try PersonName.check(organizationName, "organization's name")
        try connection.command { (connection) throws(AccountError) in
            let (kind, partner) = try kind(in: connection)
            let id = try organization(kind, partner, in: connection)
            let draft = InvitationDraft(
                email: person.email,
                firstName: person.firstName,
                lastName: person.lastName,
                preferredLanguage: person.preferredLanguage,
                country: nil,
                roles: [RoleAssignment.administrator, kind]
            )
            let details = [
                "organization": organizationName, "inviter": organizationName, "inviterEmail": "gateway invite",
            ]
            let store = InvitationStore(connection: connection, organizationID: id, outbox: outbox, now: now)
            try store.cancelAll()
            _ = try store.add(draft, invitedBy: nil, mail: (.invitation, details))
            var event = AuditEvent(request: CommandRequest("gateway invite", now: now))
            event.organizationID = id
            event.target = person.email
            try event.write(in: connection)
        }
    }

    /// The house's organization, made if it is not there; the transaction shows its rows.
    private func organization(
        _ kind: String,
        _ partner: Int64?,
        in connection: Connection
    ) throws(AccountError) -> Int64 {
        // One at a time, so that two do not make the same house.
        try connection.run("SELECT pg_advisory_xact_lock(hashtextextended('invite an insider', 0))")
        var house = Parameters()
        house.text(kind)
        if let partner { house.int8(partner) } else { house.null() }
        let found = try connection.run("SELECT house_of($1, $2)", house)
        if found.rowCount == 1 {
            let id = found.int8(0, 0)
            try connection.work(in: id)
            try connection.lockOrganization(id)
            if try connection.hasAdministrator(id) {
                throw .conflict(
                    "HAS_ADMINISTRATOR",
                    "\(organizationName) has an account administrator already, who invites everybody else. Nothing was sent."
                )
            }
            return id
        }
        let id = try connection.run("SELECT nextval('organization_organization_id_seq')").int8(0, 0)
        try connection.work(in: id)
        var parameters = Parameters()
        parameters.int8(id)
        parameters.text(organizationName)
        parameters.text(kind)
        if let partner { parameters.int8(partner) } else { parameters.null() }
        try connection.run(
            """
            INSERT INTO organization (organization_id, name, country_code, kind, partner_id)
            VALUES ($1, $2, coalesce(
                (SELECT p.country_code FROM partner p WHERE p.id = $4::bigint),
                (SELECT min(c.code) FROM country c)
            ), $3, $4)
            """,
            parameters
        )
        return id
    }

    private func kind(in connection: Connection) throws(AccountError) -> (kind: String, partner: Int64?) {
        guard case .partner(let number) = house else { return ("OPERATOR", nil) }
        var parameters = Parameters()
        parameters.text(number)
        let found = try connection.run("SELECT id FROM partner WHERE number = $1", parameters)
        guard found.rowCount == 1 else { throw .invalid("UNKNOWN_PARTNER", "There is no partner with this number.") }
        return ("PARTNER", found.int8(0, 0))
    }
}
