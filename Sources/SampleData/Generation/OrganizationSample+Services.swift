import Accounts

extension OrganizationSample {
    /// Online services for the people of a verified domain, set up from the subscriptions under agreements in force:
    /// seats grew with the months, some services are nearly full, a few are suspended.
    ///
    /// Of numbers of its own: it decides nothing else.
    func writeServices(_ owned: [Owned], to tables: inout SampleTables, _ next: inout SampleIdentifiers) {
        var random = SampleRandom(seed: 0x0511_0000_0000 + UInt64(organization))
        writeDomain(to: &tables, next)
        for item in owned
        where item.choice.product.kind == "ONLINE_SERVICE" && item.agreement.status == "ACTIVE" && item.quantity > 1 {
            let isSuspended = random.happens(8)
            let seats = random.happens(30) ? item.quantity : max(1, item.quantity * random.number(60...95) / 100)
            let used = random.happens(15) ? seats - seats / 25 : seats * random.number(35...90) / 100
            let begun = item.firstOn + random.number(1...10)
            tables[.service].integer(organization)
            tables[.service].integer(next.service)
            tables[.service].integer(item.agreement.id)
            tables[.service].integer(item.choice.id)
            tables[.service].integer(next.domain)
            tables[.service].text(isSuspended ? "SUSPENDED" : "ACTIVE")
            tables[.service].integer(seats)
            tables[.service].integer(used)
            tables[.service].moment(min(begun, source.today - 1), second: random.number(28_800...64_800))
            tables[.service].endRow()
            writeSeats(of: next.service, seats: seats, used: used, since: begun, &random, to: &tables)
            next.service += 1
        }
        next.domain += 1
    }

    /// Downloads of the last months, by the two who may: the account administrator and the account manager.
    ///
    /// - Parameter first: the first of the organization's people, who come in the order of the roles.
    func writeDownloads(by first: Int, to tables: inout SampleTables, _ next: inout SampleIdentifiers) {
        var random = SampleRandom(seed: 0xd0_0000_0000 + UInt64(organization))
        let people = SampleRole.allCases.indices.filter {
            [.accountAdministrator, .accountManager].contains(SampleRole.allCases[$0])
        }
        for _ in 0..<random.number(8...20) {
            tables[.download].integer(organization)
            tables[.download].integer(next.download)
            tables[.download].integer(first + random.pick(people))
            tables[.download].integer(random.pick(source.files))
            tables[.download].moment(source.today - random.number(1...400), second: random.number(28_800...64_800))
            tables[.download].endRow()
            next.download += 1
        }
    }

    private func writeDomain(to tables: inout SampleTables, _ next: SampleIdentifiers) {
        guard let domain = DomainName("online.\(place.domain)") else {
            preconditionFailure("\(place.domain) is no domain")
        }
        tables[.domain].integer(organization)
        tables[.domain].integer(next.domain)
        tables[.domain].text(domain.name)
        tables[.domain].text(domain.displayName)
        tables[.domain].text(domain.skeleton)
        tables[.domain].text("business-center-verification=sample-\(organization)")
        tables[.domain].moment(source.today - 2_000, second: 36_000)
        tables[.domain].moment(source.today - 1_999, second: 36_000)
        tables[.domain].endRow()
    }

    /// What was in use in the past; what is in use today is written with the service itself.
    private func writeSeats(
        of service: Int,
        seats: Int,
        used: Int,
        since begun: Day,
        _ random: inout SampleRandom,
        to tables: inout SampleTables
    ) {
        let first = min(begun, source.today - 1)
        let days = source.today - first
        var day = first
        while day < source.today {
            let share = 40 + 60 * (day - first) / max(days, 1)
            tables[.seats].integer(organization)
            tables[.seats].integer(service)
            tables[.seats].date(day)
            tables[.seats].integer(seats)
            tables[.seats].integer(min(seats, used * share / 100))
            tables[.seats].endRow()
            day = day + random.number(40...90)
        }
    }
}
