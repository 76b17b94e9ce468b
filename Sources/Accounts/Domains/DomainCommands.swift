import Foundation
import Postgres

/// Notes a domain that the organization says is theirs, with a value for them to publish.
package struct AddDomain: Sendable {
    package let name: String

    package init(name: String) {
        self.name = name
    }

    package func run(_ work: inout CommandWork) throws(AccountError) -> Int64 {
        work.target = String(name.prefix(253))
        guard let domain = DomainName(name) else {
            throw .invalid("INVALID_DOMAIN", "This is no domain's name. Enter it as `contoso.example`.")
        }
        work.target = domain.displayName
        _ = try work.lockOrganization()
        let owner = try domain.owner(in: work.connection)
        if let owner, owner != work.organizationID { throw DomainRefusal.taken(domain.displayName) }
        try DomainRefusal.checkLookAlikes(name: domain.name, skeleton: domain.skeleton, work)
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.text(domain.name)
        parameters.text(domain.displayName)
        parameters.text(domain.skeleton)
        parameters.text("business-center-verification=\(SessionToken().text)")
        parameters.timestamp(work.now)
        let added = try work.connection.run(
            """
            INSERT INTO organization_domain (organization_id, name, display_name, skeleton, challenge, created_at)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization_id, name) DO NOTHING RETURNING id
            """,
            parameters
        )
        guard added.rowCount == 1 else {
            throw .conflict("DOMAIN_KNOWN", "\(domain.displayName) is in your list of domains already.")
        }
        return added.int8(0, 0)
    }
}

/// Looks for the value in the domain's TXT records; where it is, the domain is the organization's.
package struct VerifyDomain: Sendable {
    package let id: Int64?
    package let resolver: TextResolver

    package init(id: Int64?, resolver: TextResolver) {
        self.id = id
        self.resolver = resolver
    }

    package func run(_ work: inout CommandWork) throws(AccountError) -> Int64 {
        guard let id else { throw .notFound("domain") }
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(id)
        let found = try work.connection.run(
            """
            SELECT name, display_name, challenge, skeleton, verified_at IS NOT NULL FROM organization_domain
            WHERE organization_id = $1 AND id = $2
            """,
            parameters
        )
        guard found.rowCount == 1 else { throw .notFound("domain") }
        let (name, displayName, challenge) = (found.text(0, 0), found.text(0, 1), found.text(0, 2))
        work.target = displayName
        if found.bool(0, 4) { return id }
        let records: [String]
        do throws(ResolverError) {
            records = try resolver.texts(of: name)
        } catch {
            throw .conflict("DNS_FAILED", "\(displayName) could not be looked up: \(error). Try again later.")
        }
        guard records.contains(challenge) else {
            throw .conflict(
                "RECORD_MISSING",
                "\(displayName) has \(records.isEmpty ? "no TXT record" : "\(records.count) TXT records, none") with the "
                    + "value \(challenge). Publish it; it may take an hour until it is seen everywhere."
            )
        }
        try DomainRefusal.checkLookAlikes(name: name, skeleton: found.text(0, 3), work)
        parameters.timestamp(work.now)
        do throws(AccountError) {
            try work.connection.run(
                "UPDATE organization_domain SET verified_at = $3 WHERE organization_id = $1 AND id = $2",
                parameters
            )
        } catch {
            if case .database(let failure) = error, failure.sqlState == "23505" {
                throw DomainRefusal.taken(displayName)
            }
            throw error
        }
        return id
    }
}

/// Takes a domain out of the organization's list; it is free for whoever shows that it is theirs.
package struct RemoveDomain: Sendable {
    package let id: Int64?

    package init(id: Int64?) {
        self.id = id
    }

    package func run(_ work: inout CommandWork) throws(AccountError) {
        guard let id else { throw .notFound("domain") }
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(id)
        // Services are set up under the same lock, so none begins meanwhile.
        _ = try work.lockOrganization()
        let found = try work.connection.run(
            """
            SELECT d.display_name, count(s.id) FROM organization_domain d
            LEFT JOIN online_service s ON s.organization_id = d.organization_id AND s.domain_id = d.id
            WHERE d.organization_id = $1 AND d.id = $2 GROUP BY d.display_name
            """,
            parameters
        )
        guard found.rowCount == 1 else { throw .notFound("domain") }
        work.target = found.text(0, 0)
        let services = found.int8(0, 1)
        guard services == 0 else {
            throw .conflict(
                "DOMAIN_IN_USE",
                "\(services) online \(services == 1 ? "service is" : "services are") there for the people of this domain, so "
                    + "it stays."
            )
        }
        try work.connection.run(
            "DELETE FROM organization_domain WHERE organization_id = $1 AND id = $2",
            parameters
        )
    }
}

/// Why an organization cannot have a domain.
enum DomainRefusal {
    static func taken(_ name: String) -> AccountError {
        .conflict("DOMAIN_TAKEN", "\(name) belongs to another organization. If that is wrong, ask the operator.")
    }

    static func checkLookAlikes(name: String, skeleton: String, _ work: CommandWork) throws(AccountError) {
        var parameters = Parameters()
        parameters.text(name)
        parameters.text(skeleton)
        guard try work.connection.run("SELECT has_look_alike($1, $2)", parameters).bool(0, 0) else { return }
        throw .conflict(
            "LOOK_ALIKE",
            "This name can be taken for that of a domain that is verified already. Look-alikes are not taken."
        )
    }
}
