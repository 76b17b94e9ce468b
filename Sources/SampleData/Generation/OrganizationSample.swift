import Accounts

/// Writes one organization: its people, accounts, ten agreements, two hundred orders with a thousand lines,
/// and the keys and licences that come of them.
struct OrganizationSample {
    static let agreementCount = 10
    static let orderCount = 200
    static let lineCount = 1_000

    /// A product that this organization buys.
    struct Choice {
        let id: Int
        let product: SampleProduct
    }

    struct Account {
        let id: Int
        let currency: String
        let rate: Int
    }

    /// What every organization's rows are made from.
    struct Source {
        let today: Day
        let products: [Choice]
        let partners: [(id: Int, country: String)]
        /// Ids of files to download.
        let files: [Int]
        let passwordHash: String
        let seal: Seal
    }

    let source: Source
    let place: SampleNames.Organization
    let organization: Int
    var random: SampleRandom
    var choices: [Choice] = []

    /// - Parameter index: the organization's place in the data set, which decides everything in it.
    init(index: Int, organization: Int, source: Source) {
        self.source = source
        self.organization = organization
        place = SampleNames.organization(index)
        random = SampleRandom(seed: 0xb0c6_0000_0000 + UInt64(index))
        choices = Array(source.products.shuffled(using: &random).prefix(14))
    }

    mutating func write(to tables: inout SampleTables, _ next: inout SampleIdentifiers) {
        tables[.organization].integer(organization)
        tables[.organization].text(place.name)
        tables[.organization].text(place.country)
        tables[.organization].moment(source.today - 2_200, second: 36_000)
        tables[.organization].endRow()
        let firstPerson = next.user
        writePeople(to: &tables, &next)
        let accounts = writeAccounts(to: &tables, &next)
        let agreements = writeAgreements(accounts, to: &tables, &next)
        let owned = writeOrders(agreements, to: &tables, &next)
        writeLicenses(owned, to: &tables, &next)
        writeKeys(owned, to: &tables, &next)
        writeServices(owned, to: &tables, &next)
        writeDownloads(by: firstPerson, to: &tables, &next)
    }

    private mutating func writePeople(to tables: inout SampleTables, _ next: inout SampleIdentifiers) {
        for role in SampleRole.allCases {
            let first = random.pick(SampleNames.firstNames)
            let last = random.pick(SampleNames.lastNames)
            tables[.user].integer(organization)
            tables[.user].integer(next.user)
            tables[.user].text(role.email(at: place.domain))
            tables[.user].text("\(first) \(last)")
            tables[.user].text(first)
            tables[.user].text(last)
            tables[.user].text(place.language)
            tables[.user].text(place.country)
            tables[.user].text(source.passwordHash)
            tables[.user].moment(source.today - random.number(30...2_000), second: random.number(28_800...64_800))
            tables[.user].endRow()
            tables[.role].integer(organization)
            tables[.role].integer(next.user)
            tables[.role].text(role.rawValue)
            tables[.role].endRow()
            next.user += 1
        }
    }

    /// One account at home, and one for purchases abroad in another currency.
    private mutating func writeAccounts(to tables: inout SampleTables, _ next: inout SampleIdentifiers) -> [Account] {
        let home = SampleNames.country(place.country)
        let abroad = SampleNames.country(home.currency == "USD" ? "DE" : "US")
        return [(home, place.name), (abroad, "\(place.name) International")].map { country, name in
            tables[.account].integer(organization)
            tables[.account].integer(next.account)
            tables[.account].text("PA-\(40_000_000 + next.account * 37)")
            tables[.account].text(name)
            tables[.account].text(country.code)
            tables[.account].text(country.currency)
            tables[.account].moment(source.today - 2_200, second: 36_000)
            tables[.account].endRow()
            defer { next.account += 1 }
            return Account(id: next.account, currency: country.currency, rate: country.rate)
        }
    }

    // MARK: Agreements

    struct Agreement {
        let id: Int
        let account: Account
        let status: String
        let startsOn: Day
        let endsOn: Day
        /// The last day with orders; `nil` before the agreement begins.
        let lastOrderOn: Day?
    }

    /// Three-year agreements, begun so many days ago: in force, about to end, over, ended early, still to come.
    private static let begun = [1_050, 100, 250, 420, 600, 960, 800, 1_270, 1_650, -30]
    private static let terminatedPlace = 6
    private static let term = 1_095

    private mutating func writeAgreements(
        _ accounts: [Account],
        to tables: inout SampleTables,
        _ next: inout SampleIdentifiers
    ) -> [Agreement] {
        let near = source.partners.filter { $0.country == place.country }
        let partner = random.pick(near.isEmpty ? source.partners : near).id
        let titles = SampleNames.agreementTitles.shuffled(using: &random)
        var agreements: [Agreement] = []
        for (index, days) in Self.begun.enumerated() {
            let startsOn = source.today - days - random.number(-15...15)
            let endsOn = startsOn + Self.term
            let isTerminated = index == Self.terminatedPlace
            let status =
                startsOn > source.today
                ? "PENDING" : endsOn < source.today ? "EXPIRED" : isTerminated ? "TERMINATED" : "ACTIVE"
            let last = isTerminated ? startsOn + 500 : min(source.today - 1, endsOn - 1)
            let agreement = Agreement(
                id: next.agreement,
                account: accounts[index % 4 == 3 ? 1 : 0],
                status: status,
                startsOn: startsOn,
                endsOn: endsOn,
                lastOrderOn: startsOn < source.today ? last : nil
            )
            agreements.append(agreement)
            tables[.agreement].integer(organization)
            tables[.agreement].integer(agreement.id)
            tables[.agreement].text("\(6_100_000_000 + next.agreement * 7)")
            tables[.agreement].text(titles[index])
            tables[.agreement].text(status)
            tables[.agreement].date(startsOn - random.number(5...40))
            tables[.agreement].date(startsOn)
            tables[.agreement].date(endsOn)
            tables[.agreement].integer(agreement.account.id)
            tables[.agreement].optionalInteger(random.happens(80) ? partner : nil)
            tables[.agreement].endRow()
            next.agreement += 1
        }
        return agreements
    }
}
