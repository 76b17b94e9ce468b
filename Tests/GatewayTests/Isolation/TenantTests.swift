import Foundation
import GraphQL
import Planning
import Postgres
import SampleData
import TestSupport
import Testing

/// Nobody sees anything of another organization, and cannot tell what is there from what is not.
@Suite struct TenantTests {
    /// What one organization's administrator sees: an id, a number and a cursor of each kind.
    private static let tour = """
        { agreements(first: 2) { nodes { id number } edges { cursor } }
          purchasingAccounts(first: 2) { nodes { id number } edges { cursor } }
          orders(first: 2) { nodes { id number } edges { cursor } }
          keys(first: 2) { nodes { id } edges { cursor } }
          licenseDetails(first: 2) { nodes { id } edges { cursor } }
          reports { licenseSummary(first: 2) { edges { cursor } } spendByMonth(first: 2) { edges { cursor } } } }
        """

    /// Organization 0's catalog as it is, and one in which the planner sets no tenant condition: then
    /// row-level security alone must hold.
    private static let walls: [Bool] = [true, false]

    private func gateway(withTenantCondition: Bool, _ database: TestDatabase? = nil) throws -> TestGateway {
        let catalog = try SampleDatabase.catalog()
        return try TestGateway(database, catalog: withTenantCondition ? catalog : catalog.withoutTenants)
    }

    @Test(arguments: walls)
    func idsAndNumbersOfOthersAreThoseOfNothing(withTenantCondition: Bool) throws {
        // The sample data numbers each organization's orders alike.
        let database = try SampleDatabase.make()
        let connection = try database.connect()
        try connection.execute("SELECT set_config('gateway.organization_id', '1', false)")
        try connection.execute("UPDATE purchase_order SET number = 'ONLY-' || number")
        let gateway = try gateway(withTenantCondition: withTenantCondition, database)
        let owner = try gateway.signedIn(organization: 0)
        let other = try gateway.signedIn(organization: 1)
        let tour = try #require(try owner.ask(Self.tour).data)
        for (field, list) in [
            ("agreement", "agreements"), ("order", "orders"), ("purchasingAccount", "purchasingAccounts"),
        ] {
            for (argument, nothing) in [("id", "AAAA"), ("number", "no such number")] {
                let value = try #require(tour.at("\(list).nodes.0.\(argument)")?.text)
                func ask(_ client: GatewayClient, _ value: String) throws -> Answer {
                    try client.ask(
                        "query ($v: \(argument == "id" ? "ID" : "String")) { \(field)(\(argument): $v) { number } }",
                        variables: #"{"v": "\#(value)"}"#
                    )
                }
                #expect(
                    try ask(owner, value).data?.at("\(field).number")?.text == tour.at("\(list).nodes.0.number")?.text
                )
                let theirs = try ask(other, value)
                #expect(theirs.data?.json == "{\"\(field)\":null}")
                #expect(theirs.http.body == (try ask(other, nothing)).http.body)
                #expect(theirs.status == 200)
            }
        }
    }

    @Test(arguments: walls, ["after", "before"])
    func cursorOfOthersShowsOnlyOnesOwn(withTenantCondition: Bool, argument: String) throws {
        let gateway = try gateway(withTenantCondition: withTenantCondition)
        let tour = try #require(try gateway.signedIn(organization: 0).ask(Self.tour).data)
        let other = try gateway.signedIn(organization: 1)
        for list in ["agreements", "purchasingAccounts", "orders", "keys", "licenseDetails"] {
            let own = try Set(ids(of: list, other, ""))
            let foreign = try Set(ids(of: list, try gateway.signedIn(organization: 0), ""))
            #expect(!own.isEmpty && own.isDisjoint(with: foreign))
            let cursor = try #require(tour.at("\(list).edges.1.cursor")?.text)
            let seen = try ids(of: list, other, "\(argument): \"\(cursor)\"")
            #expect(own.isSuperset(of: seen), "\(list)")
        }
    }

    private func ids(of list: String, _ client: GatewayClient, _ arguments: String) throws -> [String] {
        let answer = try client.ask("{ \(list)(first: 100, \(arguments)) { nodes { id } } }")
        #expect(answer.errors.isEmpty)
        return answer.data?.at("\(list).nodes")?.items.compactMap { $0["id"]?.text } ?? []
    }

    /// Without the planner's condition, answers are the same byte for byte: row-level security alone shows each
    /// organization its own rows.
    @Test(arguments: [0, 1])
    func rowSecurityAloneGivesTheSameAnswers(organization: Int) throws {
        // Of its own: others' sign-ins are in the audit.
        let database = try SampleDatabase.make()
        let both = try gateway(withTenantCondition: true, database)
        let alone = try gateway(withTenantCondition: false, database)
        let one = try both.signedIn(organization: organization)
        let two = try alone.signedIn(organization: organization)
        let visits = try SchemaSurvey(try SampleDatabase.catalog(), folder: SampleDatabase.schemaFolder).visits()
        #expect(visits.count > 20)
        alone.statements.removeAll()
        for visit in visits {
            func answers() throws -> (String, String) {
                (try one.ask(visit.query).http.text, try two.ask(visit.query).http.text)
            }
            var pair = try answers()
            // That a session is used is noted behind an answer, perhaps in between.
            for _ in 0..<10 where pair.0 != pair.1 { pair = try answers() }
            #expect(pair.0 == pair.1, "\(visit.type)")
        }
        let data = alone.statements.all.filter { !StatementKind($0).isBookkeeping }
        #expect(data.count > 20)
        #expect(!data.contains { $0.contains("\"organization_id\" = $") })
    }

    /// Requests of several organizations, and of callers without one, share flushes and transactions: each is
    /// still shown its own rows.
    @Test(arguments: walls)
    func sharedFlushesKeepOrganizationsApart(withTenantCondition: Bool) throws {
        let gateway = try gateway(withTenantCondition: withTenantCondition)
        let question =
            "{ viewer { email } agreements(first: 3) { nodes { number orders(first: 2) { nodes { id } } } } keys(first: 2) { nodes { id } } }"
        let callers: [(role: SampleRole, organization: Int)?] = [
            (.reportViewer, 0), (.reportViewer, 1), nil, (.accountViewer, 1), (.agreementAdministrator, 0),
            (.accountManager, 1),
        ]
        let tokens = try callers.map {
            try $0.map { try gateway.signedIn($0.role, organization: $0.organization).token } ?? nil
        }
        let expected = try tokens.map { token in
            let client = try gateway.anonymous()
            client.token = token
            return try client.ask(question).http.text
        }
        #expect(Set(expected).count == callers.count)
        let wrong = Lines()
        DispatchQueue.concurrentPerform(iterations: 12) { number in
            let place = number % tokens.count
            do {
                let client = try gateway.anonymous()
                client.token = tokens[place]
                for _ in 0..<40 {
                    let text = try client.ask(question).http.text
                    if text != expected[place] { wrong.append(text) }
                }
            } catch {
                wrong.append("\(error)")
            }
        }
        #expect(wrong.all == [])
    }

    /// With no session nothing shows but what belongs to no organization.
    @Test func rowSecurityAloneShowsNothingToNobody() throws {
        let catalog = try SampleDatabase.catalog()
        let open = Catalog(
            schema: catalog.schema,
            permissions: Permissions(
                names: catalog.permissions.names,
                roles: [
                    (
                        name: Permissions.anonymousRole,
                        grants: catalog.permissions.mask(ofRoles: ["ACCOUNT_ADMINISTRATOR"])
                    )
                ]
            ),
            relations: catalog.withoutTenants.relations,
            bindings: catalog.bindingsByType,
            facts: catalog.facts
        )
        let answer = try TestGateway(catalog: open).anonymous().ask(
            """
            { agreements { totalCount nodes { id } } orders { totalCount nodes { id } } keys { totalCount }
              licenseDetails { totalCount } purchasingAccounts { totalCount } products(first: 1) { totalCount }
              reports { licenseSummary { totalCount } spendByMonth { totalCount } } }
            """
        )
        #expect(answer.errors.isEmpty)
        for path in [
            "agreements", "orders", "keys", "licenseDetails", "purchasingAccounts", "reports.licenseSummary",
            "reports.spendByMonth",
        ] {
            #expect(answer.data?.at("\(path).totalCount")?.integer == 0, "\(path)")
        }
        #expect((answer.data?.at("products.totalCount")?.integer ?? 0) > 0)
    }
}

extension Catalog {
    /// The catalog in which no table has a tenant, so that the planner sets no condition.
    var withoutTenants: Catalog {
        Catalog(
            schema: schema,
            permissions: permissions,
            relations: relations.mapValues {
                Relation(type: $0.type, table: $0.table, key: $0.key, tenant: nil, order: $0.order)
            },
            bindings: bindingsByType,
            facts: facts
        )
    }

    var bindingsByType: [String: [String: FieldBinding]] {
        var bindings: [String: [String: FieldBinding]] = [:]
        for (type, field, binding) in allBindings { bindings[type, default: [:]][field] = binding }
        return bindings
    }
}
