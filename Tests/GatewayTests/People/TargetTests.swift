import Accounts
import Foundation
import GraphQL
import Planning
import Postgres
import SampleData
import TestSupport
import Testing

@testable import Gateway

/// Every role, every command on somebody or something, on targets of the own organization, of another one, and on
/// none: foreign and unknown cannot be told apart.
@Suite struct TargetTests {
    /// The commands with a target, with the permission that each needs and the target's type.
    static let commands: [(call: String, needs: String?, type: String)] = [
        (#"assignRoles(userId: "%", roles: [ACCOUNT_VIEWER]) { user { id } }"#, "MANAGE_USERS", "User"),
        (#"deactivateUser(userId: "%") { user { id } }"#, "MANAGE_USERS", "User"),
        (#"reactivateUser(userId: "%") { user { id } }"#, "MANAGE_USERS", "User"),
        (#"signOutEverywhere(userId: "%") { ended }"#, nil, "User"),
        (#"resendInvitation(id: "%") { invitation { id } }"#, "INVITE_USERS", "Invitation"),
        (#"cancelInvitation(id: "%") { invitation { id } }"#, "INVITE_USERS", "Invitation"),
        (#"verifyDomain(id: "%") { domain { id } }"#, "MANAGE_DOMAINS", "Domain"),
        (#"removeDomain(id: "%") { removed }"#, "MANAGE_DOMAINS", "Domain"),
        (#"revokeAccessToken(id: "%") { revoked }"#, nil, "AccessToken"),
        (
            #"resendFirstInvitation(agreementId: "%") { agreement { id } }"#, "MANAGE_PARTNER_AGREEMENTS",
            "PartnerAgreement"
        ),
        (
            """
            changeDesignatedAdministrator(agreementId: "%", administrator: {email: "a@b.example", firstName: "A",
              lastName: "B"}) { agreement { id } }
            """, "MANAGE_PARTNER_AGREEMENTS", "PartnerAgreement"
        ),
    ]

    @Test func foreignAndUnknownTargetsCannotBeToldApart() throws {
        let people = try PeopleGateway()
        let foreign = try people.signedIn(organization: 1)
        let users = try foreign.ask("{ users(first: 1) { nodes { id } } }")
        try foreign.invite("someone@fabrikam.example", roles: ["ACCOUNT_VIEWER"])
        let invitations = try foreign.ask("{ invitations(first: 1) { nodes { id } } }")
        let domain = try foreign.ask(#"mutation { addDomain(name: "fabrikam-test.example") { domain { id } } }"#)
        let token = try foreign.ask(
            """
            mutation { createAccessToken(name: "x", permissions: [VIEW_ORDERS], expiresAt: "2026-12-31T00:00:00Z") {
              accessToken { id } } }
            """
        )
        let others = [
            "User": users.json.at("data.users.nodes.0.id")?.text,
            "Invitation": invitations.json.at("data.invitations.nodes.0.id")?.text,
            "Domain": domain.json.at("data.addDomain.domain.id")?.text,
            "AccessToken": token.json.at("data.createAccessToken.accessToken.id")?.text,
            "PartnerAgreement": OpaqueKey.text(type: "PartnerAgreement", key: [2, 1]),
        ]
        var count = 0
        for role in SampleRole.allCases.map({ $0 as SampleRole? }) + [nil] {
            let client = try role.map { try people.signedIn($0) } ?? people.anonymous()
            let permissions = RoleMatrix.permissions(of: role)
            for command in Self.commands {
                let isPair = command.type == "PartnerAgreement"
                let unknown = OpaqueKey.text(type: command.type, key: isPair ? [999_999, 999_999] : [999_999])
                let targets = [try #require(others[command.type] ?? nil), unknown, "nonsense"]
                let answers = try targets.map { target in
                    let call = command.call.replacing("%", with: target)
                    return try client.ask("mutation { \(call) }").json.json
                        .replacing(/"column":[0-9]+/, with: "")
                }
                #expect(Set(answers).count == 1, "\(String(describing: role)) \(command.call): \(answers)")
                let mayAsk = role != nil && command.needs.map { permissions.contains($0) } != false
                let expected =
                    mayAsk ? "BAD_USER_INPUT" : role == nil && command.needs == nil ? "UNAUTHENTICATED" : "FORBIDDEN"
                let isManager = command.call.hasPrefix("signOutEverywhere")
                #expect(answers[0].contains(isManager && mayAsk ? "NOT_FOUND" : expected), "\(answers[0])")
                count += targets.count
            }
        }
        #expect(count == 7 * Self.commands.count * 3)
    }

    /// Own targets: what each role may do with them is what the table of roles says.
    @Test(arguments: SampleRole.allCases)
    func ownTargetsFollowTheTableOfRoles(_ role: SampleRole) throws {
        let people = try PeopleGateway()
        let administrator = try people.signedIn()
        let users = try administrator.ask("{ users(first: 100) { nodes { id email roles } } }").json.at(
            "data.users.nodes"
        )
        let client = try people.signedIn(role)
        for target in SampleRole.allCases where target != role {
            let email = TestGateway.email(target)
            let id = try #require(users?.items.first { $0["email"]?.text == email }?["id"]?.text)
            let answer = try client.ask(#"mutation { deactivateUser(userId: "\#(id)") { user { status } } }"#)
            let mayDo =
                switch role {
                case .accountAdministrator: true
                case .userAdministrator: target != .accountAdministrator
                default: false
                }
            #expect(answer.errors.isEmpty == mayDo, "\(role) deactivates \(target): \(answer.http.text)")
            if mayDo {
                let back = try client.ask(#"mutation { reactivateUser(userId: "\#(id)") { user { status } } }"#)
                #expect(back.json.at("data.reactivateUser.user.status")?.text == "ACTIVE", "\(back.http.text)")
            }
        }
    }
}
