import Postgres

/// Sets up an online service for the people of a verified domain.
package struct ProvisionOnlineService: Sendable {
    /// Of `agreement`; `nil`: the id of nothing.
    package let agreement: Int64?
    /// Of `product`; `nil`: the id of nothing.
    package let product: Int64?
    /// As people write it.
    package let domain: String
    package let seats: Int

    package init(agreement: Int64?, product: Int64?, domain: String, seats: Int) {
        self.agreement = agreement
        self.product = product
        self.domain = domain
        self.seats = seats
    }

    /// - Returns: the service's key.
    package func run(_ work: inout CommandWork) throws(AccountError) -> Int64 {
        // Whoever counts the seats that are left counts alone.
        _ = try work.lockOrganization()
        guard let agreement else { throw .notFound("agreement") }
        let number = try agreementNumber(agreement, work)
        work.target = number
        guard let product else { throw .notFound("product") }
        let name = try serviceName(product, work)
        work.target = "\(name), \(number)"
        let domain = try verifiedDomain(work)
        work.target = "\(name) for \(domain.name), \(number)"
        guard seats > 0 else { throw .invalid("INVALID_SEATS", "A service has at least one seat.") }
        try OnlineServiceSeats(agreement: agreement, product: product).check(seats, except: nil, work)
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(agreement)
        parameters.int8(product)
        parameters.int8(domain.id)
        parameters.int8(Int64(seats))
        parameters.timestamp(work.now)
        let added = try work.connection.run(
            """
            INSERT INTO online_service (organization_id, agreement_id, product_id, domain_id, status, seats, provisioned_at)
            VALUES ($1, $2, $3, $4, 'ACTIVE', $5::bigint::integer, $6)
            ON CONFLICT (organization_id, agreement_id, product_id, domain_id) DO NOTHING RETURNING id
            """,
            parameters
        )
        guard added.rowCount == 1 else {
            throw .conflict(
                "ALREADY_PROVISIONED",
                "\(name) is set up for \(domain.name) under \(number) already. Change its seats instead."
            )
        }
        return added.int8(0, 0)
    }

    private func agreementNumber(_ id: Int64, _ work: CommandWork) throws(AccountError) -> String {
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(id)
        let found = try work.connection.run(
            """
            SELECT number, status = 'ACTIVE' AND ends_on >= (now() AT TIME ZONE 'UTC')::date FROM agreement
            WHERE organization_id = $1 AND id = $2
            """,
            parameters
        )
        guard found.rowCount == 1 else { throw .notFound("agreement") }
        guard found.bool(0, 1) else {
            throw .conflict(
                "NOT_ACTIVE",
                "\(found.text(0, 0)) is not in force. Services are set up under agreements in force only."
            )
        }
        return found.text(0, 0)
    }

    private func serviceName(_ id: Int64, _ work: CommandWork) throws(AccountError) -> String {
        var parameters = Parameters()
        parameters.int8(id)
        let found = try work.connection.run(
            "SELECT name, kind = 'ONLINE_SERVICE' FROM product WHERE id = $1",
            parameters
        )
        guard found.rowCount == 1 else { throw .notFound("product") }
        guard found.bool(0, 1) else {
            throw .invalid("NO_ONLINE_SERVICE", "\(found.text(0, 0)) is no online service: there is nothing to set up.")
        }
        return found.text(0, 0)
    }

    private func verifiedDomain(_ work: CommandWork) throws(AccountError) -> (id: Int64, name: String) {
        guard let domain = DomainName(domain) else {
            throw .invalid("INVALID_DOMAIN", "This is no domain's name. Enter it as `contoso.example`.")
        }
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.text(domain.name)
        let found = try work.connection.run(
            """
            SELECT id FROM organization_domain
            WHERE organization_id = $1 AND name = $2 AND verified_at IS NOT NULL
            """,
            parameters
        )
        guard found.rowCount == 1 else {
            throw .conflict(
                "DOMAIN_NOT_VERIFIED",
                "\(domain.displayName) is no verified domain of your organization. Whoever manages its domains can add and "
                    + "verify it."
            )
        }
        return (found.int8(0, 0), domain.displayName)
    }
}

/// The seats that an organization may use of one product under one agreement: as many as it has subscriptions in force.
struct OnlineServiceSeats {
    let agreement: Int64
    let product: Int64

    /// Refuses more seats than there are licences for. The organization is locked.
    ///
    /// - Parameter except: the service whose seats are to be so many.
    func check(_ seats: Int, except service: Int64?, _ work: CommandWork) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(agreement)
        parameters.int8(product)
        parameters.int8(service ?? 0)
        let found = try work.connection.run(
            """
            SELECT
                (SELECT coalesce(sum(quantity), 0)::bigint FROM license_detail_state
                    WHERE organization_id = $1 AND agreement_id = $2 AND product_id = $3 AND status = 'ACTIVE'),
                (SELECT coalesce(sum(seats), 0)::bigint FROM online_service
                    WHERE organization_id = $1 AND agreement_id = $2 AND product_id = $3 AND id <> $4)
            """,
            parameters
        )
        let (owned, taken) = (found.int8(0, 0), found.int8(0, 1))
        guard Int64(seats) > owned - taken else { return }
        let elsewhere = taken == 0 ? "" : ", \(taken) of them for services that are set up already"
        throw .conflict(
            "NOT_ENOUGH_LICENSES",
            "There are \(owned) licences in force for this service under this agreement\(elsewhere): at most "
                + "\(max(owned - taken, 0)) seats can be had, not \(seats)."
        )
    }
}
