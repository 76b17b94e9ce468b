import Foundation
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

@testable import Gateway

/// Online services are set up for the people of verified domains, within what is owned.
@Suite struct OnlineServiceTests {
    /// The first organization with a second verified domain, and the service whose product it owns most of, cut down to
    /// five seats, two of them in use.
    private struct World {
        let gateway: TestGateway
        let database: TestDatabase
        let agreement: String
        let product: String
        let service: String
        let owned: Int64

        init() throws {
            database = try SampleDatabase.make()
            let owner = try database.connect()
            try owner.execute(
                """
                SELECT set_config('gateway.organization_id', '1', false);
                INSERT INTO organization_domain (organization_id, name, display_name, skeleton, challenge, created_at, verified_at)
                VALUES (1, 'second.example', 'second.example', 'second.example', 'c', now(), now()),
                    (1, 'pending.example', 'pending.example', 'pending.example', 'c', now(), NULL)
                """
            )
            let found = try owner.query(
                """
                SELECT s.agreement_id, s.product_id, s.id, sum(l.quantity)::bigint
                FROM online_service s JOIN license_detail l USING (organization_id, agreement_id, product_id)
                WHERE organization_id = 1 AND s.status = 'ACTIVE' AND l.status = 'ACTIVE'
                GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT 1
                """
            )
            try #require(found.int8(0, 3) >= 10)
            try owner.execute("UPDATE online_service SET seats_used = 2 WHERE id = \(found.int8(0, 2))")
            try owner.execute("UPDATE online_service SET seats = 5 WHERE id = \(found.int8(0, 2))")
            agreement = OpaqueKey.text(type: "Agreement", key: [found.int8(0, 0)])
            product = OpaqueKey.text(type: "Product", key: [found.int8(0, 1)])
            service = OpaqueKey.text(type: "OnlineService", key: [found.int8(0, 2)])
            owned = found.int8(0, 3)
            gateway = try TestGateway(database)
        }

        func provision(
            _ client: GatewayClient,
            domain: String = "second.example",
            seats: Int64 = 5,
            product: String? = nil
        ) throws -> Answer {
            try client.ask(
                """
                mutation ($input: ProvisionOnlineServiceInput!) { provisionOnlineService(input: $input) {
                  onlineService { status domainName seats seatsUsed seatsFree version } } }
                """,
                variables: """
                    {"input": {"agreementId": "\(agreement)", "productId": "\(product ?? self.product)",
                      "domain": "\(domain)", "seats": \(seats)}}
                    """
            )
        }

        func change(_ client: GatewayClient, seats: Int64, version: Int = 1) throws -> Answer {
            try client.ask(
                "mutation ($input: ChangeSeatsInput!) { changeSeats(input: $input) { onlineService { seats version } } }",
                variables: #"{"input": {"id": "\#(service)", "version": \#(version), "seats": \#(seats)}}"#
            )
        }

        func toggle(_ client: GatewayClient, _ command: String, version: Int, _ more: String = "") throws -> Answer {
            try client.ask(
                """
                mutation { \(command)(id: "\(service)", version: \(version)\(more)) {
                  onlineService { status version seats } } }
                """
            )
        }

        /// Adds verified domains.
        ///
        /// - Returns: their keys.
        func addDomains(_ names: [String]) throws -> [Int64] {
            let owner = try database.connect()
            try owner.execute("SELECT set_config('gateway.organization_id', '1', false)")
            return try names.map { name in
                try owner.query(
                    """
                    INSERT INTO organization_domain
                        (organization_id, name, display_name, skeleton, challenge, created_at, verified_at)
                    VALUES (1, '\(name)', '\(name)', '\(name)', 'c', now(), now()) RETURNING id
                    """
                ).int8(0, 0)
            }
        }

        /// Runs something as the owner of the tables, on the first organization's rows.
        func execute(_ sql: String) throws {
            try database.connect().execute("SELECT set_config('gateway.organization_id', '1', false); \(sql)")
        }
    }

    private func reason(_ answer: Answer) -> String? { answer.errors.first?.at("extensions.reason")?.text }

    @Test(arguments: RoleMatrix.everyone)
    func serviceIsSetUpByThoseWhoMay(role: SampleRole?) throws {
        let world = try World()
        let client = try role.map { try world.gateway.signedIn($0) } ?? world.gateway.anonymous()
        let answer = try world.provision(client, domain: "Second.Example")
        if RoleMatrix.permissions(of: role).contains("PROVISION_ONLINE_SERVICES") {
            #expect(
                answer.json.at("data.provisionOnlineService.onlineService")?.json
                    == #"{"status":"ACTIVE","domainName":"second.example","seats":5,"seatsUsed":0,"seatsFree":5,"version":1}"#,
                "\(answer.http.text)"
            )
        } else {
            #expect(answer.codes == ["FORBIDDEN"])
        }
    }

    @Test func onlyVerifiedDomainsOfTheOrganizationWillDo() throws {
        let world = try World()
        let client = try world.gateway.signedIn(.accountManager)
        for domain in ["pending.example", "nobodys.example", "online.fabrikam.example"] {
            #expect(try reason(world.provision(client, domain: domain)) == "DOMAIN_NOT_VERIFIED")
        }
        #expect(try reason(world.provision(client, domain: "no domain")) == "INVALID_DOMAIN")
    }

    @Test func thereAreNoMoreSeatsThanLicencesInForce() throws {
        let world = try World()
        let client = try world.gateway.signedIn(.accountManager)
        let answer = try world.provision(client, seats: world.owned - 4)
        #expect(reason(answer) == "NOT_ENOUGH_LICENSES")
        #expect(
            answer.errors.first?["message"]?.text?.contains("at most \(world.owned - 5) seats") == true,
            "\(answer.http.text)"
        )
        #expect(try world.provision(client, seats: world.owned - 5).errors.isEmpty)
        #expect(try reason(world.change(client, seats: 6)) == "NOT_ENOUGH_LICENSES")
        #expect(try reason(world.provision(client, seats: 0)) == "INVALID_SEATS")
    }

    @Test func aServiceIsSetUpOnceForADomain() throws {
        let world = try World()
        let client = try world.gateway.signedIn(.accountManager)
        #expect(try world.provision(client, seats: 1).errors.isEmpty)
        #expect(try reason(world.provision(client, seats: 1)) == "ALREADY_PROVISIONED")
        let software = OpaqueKey.text(type: "Product", key: [1])
        #expect(try reason(world.provision(client, product: software)) == "NO_ONLINE_SERVICE")
    }

    @Test func seatsInUseStayAndAStaleChangeIsAConflict() throws {
        let world = try World()
        let client = try world.gateway.signedIn(.accountManager)
        #expect(try reason(world.change(client, seats: 1)) == "SEATS_IN_USE")
        #expect(try reason(world.change(client, seats: 5)) == "NOTHING_TO_CHANGE")
        let changed = try world.change(client, seats: 7)
        #expect(changed.json.at("data.changeSeats.onlineService")?.json == #"{"seats":7,"version":2}"#)
        let stale = try world.change(client, seats: 8)
        #expect(reason(stale) == "OUTDATED")
        #expect(
            stale.errors.first?.at("extensions.current")?.json == #"{"version":2,"seats":7,"status":"ACTIVE"}"#
        )
    }

    /// What the service reports comes at the same moment as a change of its seats: one waits for the other.
    @Test func seatsThatAreBeingTakenAreInUse() throws {
        let world = try World()
        let client = try world.gateway.signedIn(.accountManager)
        let reporter = try world.database.connect()
        try reporter.execute(
            """
            BEGIN; SELECT set_config('gateway.organization_id', '1', true);
            UPDATE online_service SET seats_used = 4
            WHERE organization_id = 1 AND seats = 5 AND seats_used = 2
            """
        )
        let answers = try inParallel(2) { side in
            if side == 0 { return self.reason(try world.change(client, seats: 3)) ?? "done" }
            try world.database.waitForLocks()
            try reporter.execute("COMMIT")
            return ""
        }
        #expect(answers[0] == "SEATS_IN_USE")
    }

    @Test func suspendedServiceKeepsItsSeatsAndComesBack() throws {
        let world = try World()
        let client = try world.gateway.signedIn(.accountManager)
        let suspended = try world.toggle(client, "suspendOnlineService", version: 1)
        #expect(
            suspended.json.at("data.suspendOnlineService.onlineService")?.json
                == #"{"status":"SUSPENDED","version":2,"seats":5}"#
        )
        #expect(try reason(world.toggle(client, "suspendOnlineService", version: 2)) == "SUSPENDED")
        #expect(try reason(world.change(client, seats: 7, version: 2)) == "SUSPENDED")
        #expect(try reason(world.provision(client, seats: world.owned)) == "NOT_ENOUGH_LICENSES")
        #expect(try world.toggle(client, "resumeOnlineService", version: 2).errors.isEmpty)
        #expect(try reason(world.toggle(client, "resumeOnlineService", version: 3)) == "ACTIVE")
    }

    @Test func serviceOfAnEndedAgreementStaysSuspended() throws {
        let world = try World()
        let client = try world.gateway.signedIn(.accountManager)
        #expect(try world.toggle(client, "suspendOnlineService", version: 1).errors.isEmpty)
        let owner = try world.database.connect()
        try owner.execute(
            """
            SELECT set_config('gateway.organization_id', '1', false);
            UPDATE agreement SET ends_on = starts_on + 1 WHERE starts_on < now() - interval '1 month'
            """
        )
        #expect(try reason(world.toggle(client, "resumeOnlineService", version: 2)) == "NOT_ACTIVE")
        #expect(try reason(world.provision(client)) == "NOT_ACTIVE")
    }

    @Test func everyChangeIsInTheAuditAndInTheConsumption() throws {
        let world = try World()
        let client = try world.gateway.signedIn()
        #expect(try world.change(client, seats: 8).errors.isEmpty)
        let audit = try client.ask(
            #"{ auditEvents(filter: { command: { eq: "changeSeats" } }) { nodes { result target } } }"#
        )
        #expect(audit.http.text.contains("for online."), "\(audit.http.text)")
        let report = try client.ask(
            """
            { reports { seatConsumption(first: 1, filter: { seats: { eq: 8 }, seatsUsed: { eq: 2 } }) { nodes { usedPercent } } } }
            """
        )
        #expect(report.data?.at("reports.seatConsumption.nodes.0.usedPercent")?.text == "25.0", "\(report.http.text)")
    }

    @Test func domainWithServicesStays() throws {
        let world = try World()
        let client = try world.gateway.signedIn()
        let domains = try client.ask(
            "{ domains(first: 9, filter: { name: { startsWith: \"online.\" } }) { nodes { id } } }"
        )
        let id = try #require(domains.data?.at("domains.nodes.0.id")?.text, "\(domains.http.text)")
        #expect(try reason(client.ask("mutation { removeDomain(id: \"\(id)\") { removed } }")) == "DOMAIN_IN_USE")
    }

    @Test func licencesThatHaveGoneAreNotResumedOn() throws {
        let world = try World()
        let client = try world.gateway.signedIn(.accountManager)
        #expect(try world.toggle(client, "suspendOnlineService", version: 1).errors.isEmpty)
        try world.execute("UPDATE license_detail SET covered = 0, quantity = 3")
        #expect(try reason(world.toggle(client, "resumeOnlineService", version: 2)) == "NOT_ENOUGH_LICENSES")
        for (seats, expected) in [(0, "INVALID_SEATS"), (6, "INVALID_SEATS"), (1, "SEATS_IN_USE")] {
            #expect(
                try reason(world.toggle(client, "resumeOnlineService", version: 2, ", seats: \(seats)")) == expected
            )
        }
        let resumed = try world.toggle(client, "resumeOnlineService", version: 2, ", seats: 3")
        #expect(
            resumed.data?.at("resumeOnlineService.onlineService")?.json
                == #"{"status":"ACTIVE","version":3,"seats":3}"#,
            "\(resumed.http.text)"
        )
    }

    @Test func underAnEndedAgreementSeatsOnlyShrink() throws {
        let world = try World()
        let client = try world.gateway.signedIn(.accountManager)
        try world.execute("UPDATE agreement SET status = 'TERMINATED'")
        #expect(try reason(world.change(client, seats: 6)) == "NOT_ACTIVE")
        #expect(try world.change(client, seats: 4).errors.isEmpty)
    }

    /// Whoever counts what is left counts alone.
    @Test func callersAtOnceGetNoMoreSeatsThanThereAre() throws {
        let world = try World()
        let domains = (0..<12).map { "race\($0).example" }
        _ = try world.addDomains(domains)
        let left = world.owned - 5
        let each = max(left / 4, 1)
        let answers = Lines()
        let clients = try domains.map { _ in try world.gateway.signedIn(.accountManager).token }
        DispatchQueue.concurrentPerform(iterations: domains.count) { number in
            do {
                let client = try world.gateway.anonymous()
                client.token = clients[number]
                let answer = try world.provision(client, domain: domains[number], seats: each)
                answers.append(answer.errors.isEmpty ? "done" : answer.errors[0].at("extensions.reason")?.text ?? "?")
            } catch {
                answers.append("\(error)")
            }
        }
        #expect(answers.all.filter { $0 == "done" }.count == min(12, Int(left / each)), "\(answers.all)")
        #expect(Set(answers.all).isSubset(of: ["done", "NOT_ENOUGH_LICENSES"]))
    }

    /// Either the domain goes or the service comes: never both, and never a failure of the gateway's.
    @Test func domainIsNotRemovedWhileAServiceIsSetUpForIt() throws {
        let world = try World()
        let administrator = try world.gateway.signedIn()
        for round in 0..<20 {
            let name = "round\(round).example"
            let id = OpaqueKey.text(type: "Domain", key: [try world.addDomains([name])[0]])
            let outcomes = Lines()
            let token = administrator.token
            DispatchQueue.concurrentPerform(iterations: 2) { side in
                do {
                    let client = try world.gateway.anonymous()
                    client.token = token
                    let answer =
                        side == 0
                        ? try world.provision(client, domain: name, seats: 1)
                        : try client.ask("mutation { removeDomain(id: \"\(id)\") { removed } }")
                    let reason = answer.errors.first?.at("extensions.reason")?.text
                    outcomes.append(reason ?? answer.codes.first ?? "done")
                } catch {
                    outcomes.append("\(error)")
                }
            }
            let pair = outcomes.all.sorted()
            #expect(pair == ["DOMAIN_IN_USE", "done"] || pair == ["DOMAIN_NOT_VERIFIED", "done"], "\(pair)")
            try world.execute(
                "DELETE FROM online_service s USING organization_domain d WHERE d.id = s.domain_id AND d.name = '\(name)'"
            )
        }
    }

    @Test func refusedRemovalOfADomainSaysInTheAuditWhichOne() throws {
        let world = try World()
        let client = try world.gateway.signedIn()
        let domains = try client.ask(
            "{ domains(first: 9, filter: { name: { startsWith: \"online.\" } }) { nodes { id } } }"
        )
        let id = try #require(domains.data?.at("domains.nodes.0.id")?.text, "\(domains.http.text)")
        _ = try client.ask("mutation { removeDomain(id: \"\(id)\") { removed } }")
        let audit = try client.ask(
            #"{ auditEvents(filter: { command: { eq: "removeDomain" } }) { nodes { result target reason } } }"#
        )
        #expect(
            audit.data?.at("auditEvents.nodes")?.json
                == #"[{"result":"REFUSED","target":"online.contoso.example","reason":"DOMAIN_IN_USE"}]"#,
            "\(audit.http.text)"
        )
    }
}
