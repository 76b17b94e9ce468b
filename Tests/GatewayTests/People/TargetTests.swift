import Accounts
import Foundation
import GraphQL
import Planning
import Postgres
import SampleData
import TestSupport
import Testing

@testable import Gateway

/// Every role, every command, on targets of its own, of another organization, and on none.
@Suite struct TargetTests {
    /// Who calls: the roles of customers, of partners and of the operator, and nobody who has signed in.
    enum Caller: Hashable, Sendable, CaseIterable {
        case customer(SampleRole)
        case partner, `operator`, anonymous

        static var allCases: [Caller] { SampleRole.allCases.map { .customer($0) } + [.partner, .operator, .anonymous] }

        var permissions: Set<String> {
            switch self {
            case .customer(let role): RoleMatrix.permissions(of: role)
            case .partner: ["MANAGE_PARTNER_AGREEMENTS"]
            case .operator: ["REGISTER_AGREEMENTS"]
            case .anonymous: []
            }
        }
    }

    /// A command as it is called; `%` is the target.
    struct Call: Sendable {
        let text: String
        /// The permission that it needs; without one, it needs a session.
        let needs: String?
        /// The type of its target, if it has one.
        let type: String?
        /// Customers' roles that are refused although they have the permission, with why: the target is, or gives, a
        /// report viewer.
        var exceptions: [SampleRole: String] = [:]

        var name: String { String(text.prefix { $0.isLetter }) }
    }

    private static let outranked: [SampleRole: String] = [.agreementAdministrator: "ROLE_NOT_ASSIGNABLE"]

    static let calls: [Call] = [
        Call(
            text: #"assignRoles(userId: "%", roles: [ACCOUNT_VIEWER]) { user { id } }"#,
            needs: "MANAGE_USERS",
            type: "User"
        ),
        Call(text: #"deactivateUser(userId: "%") { user { id } }"#, needs: "MANAGE_USERS", type: "User"),
        Call(text: #"reactivateUser(userId: "%") { user { id } }"#, needs: "MANAGE_USERS", type: "User"),
        Call(text: #"signOutEverywhere(userId: "%") { ended }"#, needs: "MANAGE_USERS", type: "User"),
        Call(
            text: #"resendInvitation(id: "%") { invitation { id } }"#,
            needs: "INVITE_USERS",
            type: "Invitation",
            exceptions: outranked
        ),
        Call(
            text: #"cancelInvitation(id: "%") { invitation { id } }"#,
            needs: "INVITE_USERS",
            type: "Invitation",
            exceptions: outranked
        ),
        Call(text: #"verifyDomain(id: "%") { domain { id } }"#, needs: "MANAGE_DOMAINS", type: "Domain"),
        Call(text: #"removeDomain(id: "%") { removed }"#, needs: "MANAGE_DOMAINS", type: "Domain"),
        Call(text: #"revokeAccessToken(id: "%") { revoked }"#, needs: nil, type: "AccessToken"),
        Call(text: #"revealKey(id: "%") { key }"#, needs: "VIEW_KEYS", type: "LicenseKey"),
        Call(
            text: #"updateAgreement(input: {id: "%", version: 1, title: "New"}) { agreement { version } }"#,
            needs: "EDIT_AGREEMENTS",
            type: "Agreement"
        ),
        Call(
            text: #"suspendOnlineService(id: "%", version: 1) { onlineService { version } }"#,
            needs: "PROVISION_ONLINE_SERVICES",
            type: "OnlineService"
        ),
        Call(
            text: #"resumeOnlineService(id: "%", version: 2) { onlineService { version } }"#,
            needs: "PROVISION_ONLINE_SERVICES",
            type: "OnlineService"
        ),
        Call(
            text: #"changeSeats(input: {id: "%", version: 3, seats: 9}) { onlineService { version } }"#,
            needs: "PROVISION_ONLINE_SERVICES",
            type: "OnlineService"
        ),
        // Files are the same for all: every one is everybody's own.
        Call(
            text: """
                createDownloadLink(fileId: "\(OpaqueKey.text(type: "DownloadFile", key: [999_999]))") { url }
                """,
            needs: "DOWNLOAD_SOFTWARE",
            type: nil,
            exceptions: [.accountAdministrator: "NOT_FOUND", .accountManager: "NOT_FOUND"]
        ),
        // The first product is none to be set up.
        Call(
            text: """
                provisionOnlineService(input: {agreementId: "%", domain: "contoso.example", seats: 1,
                  productId: "\(OpaqueKey.text(type: "Product", key: [1]))"}) { onlineService { version } }
                """,
            needs: "PROVISION_ONLINE_SERVICES",
            type: "Agreement",
            exceptions: [.accountAdministrator: "NO_ONLINE_SERVICE", .accountManager: "NO_ONLINE_SERVICE"]
        ),
        Call(
            text: #"resendFirstInvitation(agreementId: "%") { agreement { id } }"#,
            needs: "MANAGE_PARTNER_AGREEMENTS",
            type: "PartnerAgreement"
        ),
        Call(
            text: """
                changeDesignatedAdministrator(agreementId: "%", administrator: {email: "a@b.example", firstName: "A",
                  lastName: "B"}) { agreement { id } }
                """,
            needs: "MANAGE_PARTNER_AGREEMENTS",
            type: "PartnerAgreement"
        ),
        Call(
            text: """
                inviteUsers(input: [{email: "new@contoso.example", firstName: "A", lastName: "B",
                  roles: [AGREEMENT_ADMINISTRATOR]}]) { results { outcome } }
                """,
            needs: "INVITE_USERS",
            type: nil
        ),
        Call(text: #"addDomain(name: "contoso.example") { domain { id } }"#, needs: "MANAGE_DOMAINS", type: nil),
        Call(
            text: """
                registerAgreement(input: {number: "V1", title: "T", signedOn: "2026-03-01", startsOn: "2026-03-02",
                  endsOn: "2029-03-01", organizationName: "O", country: "DE", purchasingAccountNumber: "1",
                  purchasingAccountName: "P", currency: "EUR",
                  administrator: {email: "a@c.example", firstName: "A", lastName: "B"}}) { number }
                """,
            needs: "REGISTER_AGREEMENTS",
            type: nil
        ),
        Call(text: #"updateProfile(firstName: "New") { viewer { id } }"#, needs: nil, type: nil),
        Call(
            text: """
                changePassword(currentPassword: "\(SampleData.password)", newPassword: "a quiet harbour at dawn",
                  newPasswordConfirmation: "a quiet harbour at dawn") { viewer { id } }
                """,
            needs: nil,
            type: nil
        ),
    ]

    /// Commands for whoever knows a password, a token or an address; and one that makes other rows' targets here.
    private static let forAnyone: Set = [
        "signIn", "signOut", "acceptInvitation", "requestInvitation", "requestPasswordReset", "resetPassword",
        "createAccessToken",
    ]

    /// A command that is added without a row here is found.
    @Test func everyCommandHasItsRow() throws {
        let schema = try SampleDatabase.catalog().schema
        let all = schema.type(named: schema.mutationType ?? "")?.fields.map(\.name) ?? []
        #expect(Set(Self.calls.map(\.name)).union(Self.forAnyone) == Set(all))
    }

    /// A database with something of each kind in both organizations, and ways to call as everyone.
    private final class World {
        let people: PeopleGateway
        private(set) var foreign: [String: String] = [:]
        private(set) var own: [String: String] = [:]

        init() throws {
            let records = "/tmp/gateway-targets-\(getpid())-\(UInt32.random(in: 0 ... .max))"
            try "".write(toFile: records, atomically: true, encoding: .utf8)
            let server = try PythonServer("dns.py", [records])
            dns = (server, records)
            let database = try SampleDatabase.make()
            try database.connect().execute(
                """
                INSERT INTO partner (id, number, name, country_code) VALUES (9001, 'P-1', 'One', 'DE'), (9002, 'P-2', 'Two', 'DE');
                SELECT set_config('gateway.organization_id', '1', false);
                UPDATE online_service SET seats_used = 1; UPDATE online_service SET seats = 10;
                UPDATE license_detail SET quantity = quantity + 10
                """
            )
            people = try PeopleGateway(database) { settings in
                settings.mailThreads = 0
                settings.dnsServer = "127.0.0.1:\(server.port)"
            }
            try people.insider(kind: "OPERATOR", role: "OPERATOR", email: "operator@house.example")
            try people.insider(kind: "PARTNER", role: "PARTNER", email: "partner@one.example", partner: "9001")
            let operatorClient = try client(.operator)
            own = try rows(organization: 0)
            foreign = try rows(organization: 1)
            for (partner, isOwn) in [("P-1", true), ("P-2", false)] {
                let answer = try operatorClient.ask(
                    """
                    mutation { registerAgreement(input: {number: "\(partner)-A", title: "T", signedOn: "2026-03-01",
                      startsOn: "2026-03-02", endsOn: "2029-03-01", organizationName: "O of \(partner)", country: "DE",
                      purchasingAccountNumber: "\(partner)-N", purchasingAccountName: "P", currency: "EUR",
                      partnerNumber: "\(partner)", administrator: {email: "x@\(partner.lowercased()).example",
                      firstName: "A", lastName: "B"}}) { number } }
                    """
                )
                guard answer.errors.isEmpty else { throw UnexpectedAnswer(description: answer.http.text) }
                let found = try database.connect(role: nil).query(
                    "SELECT organization_id, id FROM agreement WHERE number = '\(partner)-A'"
                )
                let id = OpaqueKey.text(type: "PartnerAgreement", key: [found.int8(0, 0), found.int8(0, 1)])
                if isOwn { own["PartnerAgreement"] = id } else { foreign["PartnerAgreement"] = id }
            }
        }

        private let dns: (server: PythonServer, records: String)

        deinit { try? FileManager.default.removeItem(atPath: dns.records) }

        /// Publishes what shows that the own domain is the organization's.
        func publish(_ challenge: String) throws {
            try "targets0.example \(challenge)\n".write(toFile: dns.records, atomically: true, encoding: .utf8)
        }

        private func rows(organization: Int) throws -> [String: String] {
            let administrator = try people.signedIn(organization: organization)
            let email = TestGateway.email(.reportViewer, organization: organization)
            let users = try administrator.ask("{ users(first: 100) { nodes { id email } } }").json
            let agreements = try administrator.ask(
                "{ agreements(first: 1, filter: { status: { eq: ACTIVE } }) { nodes { id } } }"
            ).json
            let services = try administrator.ask("{ onlineServices(first: 1) { nodes { id } } }").json
            let invited = try administrator.invite("guest@targets\(organization).example", roles: ["REPORT_VIEWER"])
            let domain = try administrator.ask(
                #"mutation { addDomain(name: "targets\#(organization).example") { domain { id challenge } } }"#
            ).json.at("data.addDomain.domain")
            if organization == 0 { try publish(domain?["challenge"]?.text ?? "") }
            return [
                "User": users.at("data.users.nodes")?.items.first { $0["email"]?.text == email }?["id"]?.text ?? "",
                "Invitation": invited["invitationId"]?.text ?? "",
                "Domain": domain?["id"]?.text ?? "",
                "AccessToken": try token(administrator),
                "LicenseKey": try administrator.keys().first?.id ?? "",
                "Agreement": agreements.at("data.agreements.nodes.0.id")?.text ?? "",
                "OnlineService": services.at("data.onlineServices.nodes.0.id")?.text ?? "",
            ]
        }

        /// A token of the caller's own, made by the tables' owner: not every role has something to give to one.
        func token(_ client: GatewayClient) throws -> String {
            let owner = try people.database.connect(role: nil)
            var parameters = Parameters()
            parameters.binary(SessionToken(client.token ?? "")?.hash ?? [])
            let made = try owner.query(
                """
                INSERT INTO access_token (organization_id, user_id, name, token_hash, permissions, created_at, expires_at)
                SELECT organization_id, user_id, 'x', sha256(gen_random_uuid()::text::bytea), '{VIEW_ORDERS}', now(),
                    now() + interval '1 day'
                FROM session_by_token($1) RETURNING id
                """,
                parameters
            )
            return OpaqueKey.text(type: "AccessToken", key: [made.int8(0, 0)])
        }

        func client(_ caller: Caller) throws -> GatewayClient {
            switch caller {
            case .customer(let role): return try people.signedIn(role)
            case .anonymous: return try people.anonymous()
            case .partner, .operator:
                let client = try people.anonymous()
                try client.signIn(email: caller == .partner ? "partner@one.example" : "operator@house.example")
                return client
            }
        }
    }

    /// - Returns: the code of the refusal before anything was looked up; `nil` if the caller may call.
    private func refusal(_ call: Call, _ caller: Caller) -> String? {
        if let needs = call.needs, !caller.permissions.contains(needs) {
            // Its permission is not the schema's: without a target, it is for everybody.
            return call.name == "signOutEverywhere" && caller == .anonymous ? "UNAUTHENTICATED" : "FORBIDDEN"
        }
        return caller == .anonymous ? "UNAUTHENTICATED" : nil
    }

    @Test(arguments: Caller.allCases)
    func foreignAndUnknownTargetsCannotBeToldApart(_ caller: Caller) throws {
        let world = try World()
        let client = try world.client(caller)
        for call in Self.calls {
            guard let type = call.type else { continue }
            let unknown = OpaqueKey.text(type: type, key: type == "PartnerAgreement" ? [999_999, 999_999] : [999_999])
            let targets = [try #require(world.foreign[type]), unknown, "nonsense"]
            let answers = try targets.map { target in
                try client.ask("mutation { \(call.text.replacing("%", with: target)) }").http.text
            }
            #expect(Set(answers).count == 1, "\(caller) \(call.name): \(answers)")
            #expect(answers[0].contains(refusal(call, caller) ?? "NOT_FOUND"), "\(caller): \(answers[0])")
        }
    }

    /// Each call begins with what all the others began with.
    @Test(arguments: Caller.allCases)
    func ownTargetsFollowTheTableOfRoles(_ caller: Caller) throws {
        let world = try World()
        for call in Self.calls {
            // The target of people who manage others is a report viewer; their own row is of another kind.
            if call.type == "User", caller == .customer(.reportViewer) { continue }
            let client = try world.client(caller)
            var target = call.type.flatMap { world.own[$0] } ?? ""
            if call.type == "AccessToken", client.token != nil { target = try world.token(client) }
            let answer = try client.ask("mutation { \(call.text.replacing("%", with: target)) }")
            var expected = refusal(call, caller)
            if case .customer(let role) = caller, expected == nil { expected = call.exceptions[role] }
            if let expected {
                #expect(answer.http.text.contains(expected), "\(caller) \(call.name): \(answer.http.text)")
            } else {
                #expect(answer.errors.isEmpty, "\(caller) \(call.name): \(answer.http.text)")
            }
        }
    }
}
