import Postgres

/// Changes an online service that is set up, if nobody has changed it since it was read.
package struct ChangeOnlineService: Sendable {
    package enum Change: Sendable {
        case seats(Int)
        case suspend
        /// With fewer seats than before, if licences have gone meanwhile; `nil`: with as many.
        case resume(seats: Int?)
    }

    /// Of `online_service`; `nil`: the id of nothing.
    package let id: Int64?
    /// As the caller has read it.
    package let version: Int
    package let change: Change

    package init(id: Int64?, version: Int, change: Change) {
        self.id = id
        self.version = version
        self.change = change
    }

    /// The service as it is now.
    private struct Current {
        let seats: Int
        let used: Int
        let isActive: Bool
        let version: Int
        let limit: OnlineServiceSeats
        /// The agreement is in force.
        let mayRun: Bool
    }

    /// - Returns: the service's key.
    package func run(_ work: inout CommandWork) throws(AccountError) -> Int64 {
        guard let id else { throw .notFound("online service") }
        _ = try work.lockOrganization()
        let current = try current(id, &work)
        guard current.version == version else { throw outdated(current, work) }
        switch change {
        case .seats(let seats):
            guard current.isActive else {
                throw .conflict("SUSPENDED", "The service is suspended. Resume it before its seats are changed.")
            }
            guard seats > 0 else { throw .invalid("INVALID_SEATS", "A service has at least one seat.") }
            guard seats != current.seats else {
                throw .invalid("NOTHING_TO_CHANGE", "The service has \(seats) seats already.")
            }
            try checkInUse(seats, current)
            if seats > current.seats {
                guard current.mayRun else {
                    throw .conflict(
                        "NOT_ACTIVE",
                        "The agreement of this service is not in force, so it gets no more seats."
                    )
                }
                try current.limit.check(seats, except: id, work)
            }
            try update(id, "seats = $3::bigint::integer", Int64(seats), work)
        case .suspend:
            guard current.isActive else { throw .conflict("SUSPENDED", "The service is suspended already.") }
            try update(id, "status = 'SUSPENDED'", nil, work)
        case .resume(let wanted):
            guard !current.isActive else { throw .conflict("ACTIVE", "The service is not suspended.") }
            guard current.mayRun else {
                throw .conflict("NOT_ACTIVE", "The agreement of this service is not in force, so it stays suspended.")
            }
            let seats = wanted ?? current.seats
            guard (1...current.seats).contains(seats) else {
                throw .invalid(
                    "INVALID_SEATS",
                    "A service is resumed with at most the \(current.seats) seats that it had, and with one at least."
                )
            }
            try checkInUse(seats, current)
            // Licences may have run out since it was suspended.
            try current.limit.check(seats, except: id, work)
            try update(id, "status = 'ACTIVE', seats = $3::bigint::integer", Int64(seats), work)
        }
        return id
    }

    private func checkInUse(_ seats: Int, _ current: Current) throws(AccountError) {
        guard seats < current.used else { return }
        throw .conflict(
            "SEATS_IN_USE",
            "\(current.used) seats are in use, so there cannot be \(seats). Free some first."
        )
    }

    /// Held until the transaction ends: those who note what is in use lock the service, not the organization.
    private func current(_ id: Int64, _ work: inout CommandWork) throws(AccountError) -> Current {
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(id)
        let found = try work.connection.run(
            """
            SELECT s.seats, s.seats_used, s.status = 'ACTIVE', s.version, s.agreement_id, s.product_id,
                a.status = 'ACTIVE' AND a.ends_on >= (now() AT TIME ZONE 'UTC')::date,
                p.name || ' for ' || d.display_name || ', ' || a.number
            FROM online_service s
            JOIN product p ON p.id = s.product_id
            JOIN agreement a ON a.organization_id = s.organization_id AND a.id = s.agreement_id
            JOIN organization_domain d ON d.organization_id = s.organization_id AND d.id = s.domain_id
            WHERE s.organization_id = $1 AND s.id = $2 FOR UPDATE OF s
            """,
            parameters
        )
        guard found.rowCount == 1 else { throw .notFound("online service") }
        work.target = found.text(0, 7)
        return Current(
            seats: Int(found.int4(0, 0)),
            used: Int(found.int4(0, 1)),
            isActive: found.bool(0, 2),
            version: Int(found.int4(0, 3)),
            limit: OnlineServiceSeats(agreement: found.int8(0, 4), product: found.int8(0, 5)),
            mayRun: found.bool(0, 6)
        )
    }

    private func update(_ id: Int64, _ assignment: String, _ value: Int64?, _ work: CommandWork) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(id)
        if let value { parameters.int8(value) }
        try work.connection.run(
            "UPDATE online_service SET \(assignment), version = version + 1 WHERE organization_id = $1 AND id = $2",
            parameters
        )
    }

    /// Somebody was faster; whoever may see services is told what it is now.
    private func outdated(_ current: Current, _ work: CommandWork) -> AccountError {
        let values = [
            CurrentValue("version", .integer(Int64(current.version))),
            CurrentValue("seats", .integer(Int64(current.seats))),
            CurrentValue("status", .text(current.isActive ? "ACTIVE" : "SUSPENDED")),
        ]
        return .refused(
            Refusal(
                .conflict,
                "OUTDATED",
                "The service was changed meanwhile: this change is of version \(version), and it has version "
                    + "\(current.version) now. Look at it again and repeat the change.",
                current: work.caller.permissions.contains("VIEW_LICENSE_DETAILS") ? values : []
            )
        )
    }
}
