import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// Inviting and accepting, over HTTP, with mail that really goes out.
@Suite struct InvitationTests {
    @Test func invitedPersonComesInWithTheRolesOfTheInvitation() throws {
        let people = try PeopleGateway()
        let administrator = try people.signedIn()
        let result = try administrator.invite("ada@contoso.example", roles: ["REPORT_VIEWER", "ACCOUNT_VIEWER"])
        #expect(result["outcome"]?.text == "INVITED")
        let mail = try people.mails.mail(to: "ada@contoso.example")
        let token = try #require(mail.token)
        #expect(mail.plain.contains("https://business.example/center/accept-invitation#\(token)"))
        let guest = try people.anonymous()
        let link =
            "query ($token: String!) { invitation(token: $token) { email firstName organizationName invitedBy } }"
        let variables = #"{"token": "\#(token)"}"#
        // Opening it, any number of times, takes nothing from it.
        for _ in 0..<3 {
            let opened = try guest.ask(link, variables: variables)
            #expect(opened.json.at("data.invitation.email")?.text == "ada@contoso.example", "\(opened.http.text)")
            #expect(opened.json.at("data.invitation.invitedBy")?.text != nil)
        }
        let accepted = try guest.accept(token)
        let roles = accepted.json.at("data.acceptInvitation.viewer.roles")?.items.compactMap(\.text)
        #expect(roles == ["ACCOUNT_VIEWER", "REPORT_VIEWER"], "\(accepted.http.text)")
        #expect(try guest.ask("{ keys(first: 1) { nodes { id } } }").errors.isEmpty)
        let again = try people.anonymous().accept(token)
        #expect(again.errors.first?["extensions"]?["reason"]?.text == "DEAD_LINK")
        // The mail is there a moment before that is noted.
        var list = accepted
        try eventually("the mail is noted as sent") {
            list = try administrator.ask(
                "{ invitations(first: 1) { nodes { status delivery sentAt isResendable invitedBy { email } } } }"
            )
            return list.json.at("data.invitations.nodes.0.delivery")?.text != "QUEUED"
        }
        #expect(list.json.at("data.invitations.nodes.0.status")?.text == "ACCEPTED", "\(list.http.text)")
        #expect(list.json.at("data.invitations.nodes.0.delivery")?.text == "SENT")
        #expect(list.json.at("data.invitations.nodes.0.isResendable")?.flag == false)
    }

    @Test func everyDeadLinkHasTheSameAnswer() throws {
        let people = try PeopleGateway()
        let administrator = try people.signedIn()
        var dead = ["", "no token", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"]
        // Replaced.
        let replaced = try #require(
            administrator.invite("replaced@contoso.example", roles: ["ACCOUNT_VIEWER"])["invitationId"]?.text
        )
        dead.append(try #require(people.mails.mail(to: "replaced@contoso.example").token))
        _ = try administrator.ask(#"mutation { resendInvitation(id: "\#(replaced)") { invitation { status } } }"#)
        let newToken = try #require(people.mails.mail(to: "replaced@contoso.example", count: 2).token)
        // Cancelled.
        let cancelled = try #require(
            administrator.invite("cancelled@contoso.example", roles: ["ACCOUNT_VIEWER"])["invitationId"]?.text
        )
        dead.append(try #require(people.mails.mail(to: "cancelled@contoso.example").token))
        _ = try administrator.ask(#"mutation { cancelInvitation(id: "\#(cancelled)") { invitation { status } } }"#)
        // Used.
        try administrator.invite("used@contoso.example", roles: ["ACCOUNT_VIEWER"])
        dead.append(try #require(people.mails.mail(to: "used@contoso.example").token))
        try people.anonymous().accept(dead[5])
        // Expired.
        try administrator.invite("expired@contoso.example", roles: ["ACCOUNT_VIEWER"])
        dead.append(try #require(people.mails.mail(to: "expired@contoso.example").token))
        let owner = try people.database.connect(role: "business_center_commands")
        try owner.execute(
            """
            BEGIN; SELECT set_config('gateway.organization_id', '1', true);
            UPDATE invitation SET expires_at = now() WHERE email = 'expired@contoso.example'; COMMIT
            """
        )
        let guest = try people.anonymous()
        let answers = try dead.map { token in
            try guest.ask(
                "query ($token: String!) { invitation(token: $token) { email } }",
                variables: #"{"token": "\#(token)"}"#
            ).http.text
        }
        #expect(Set(answers).count == 1, "\(answers)")
        #expect(answers[0].contains("DEAD_LINK"))
        let acceptances = try dead.map { try guest.accept($0).http.text }
        #expect(Set(acceptances).count == 1, "\(acceptances)")
        #expect(try guest.accept(newToken).errors.isEmpty)
    }

    @Test func eachKindOfAddressHasItsOwnAnswer() throws {
        let people = try PeopleGateway()
        let administrator = try people.signedIn()
        try administrator.invite("pending@contoso.example", roles: ["ACCOUNT_VIEWER"])
        #expect(
            try administrator.invite("Pending@contoso.example", roles: ["ACCOUNT_VIEWER"])["outcome"]?.text
                == "ALREADY_INVITED"
        )
        let member = TestGateway.email(.reportViewer)
        #expect(try administrator.invite(member, roles: ["ACCOUNT_VIEWER"])["outcome"]?.text == "ALREADY_MEMBER")
        let owner = try people.database.connect(role: "business_center_commands")
        try owner.execute(
            """
            BEGIN; SELECT set_config('gateway.organization_id', '1', true);
            UPDATE app_user SET status = 'DEACTIVATED' WHERE email = '\(member)'; COMMIT
            """
        )
        #expect(try administrator.invite(member, roles: ["ACCOUNT_VIEWER"])["outcome"]?.text == "DEACTIVATED")
        #expect(try administrator.invite("x@y.example", roles: ["OPERATOR"])["outcome"]?.text == "ROLE_NOT_ASSIGNABLE")
    }

    /// Who may give which role, written out by hand.
    private static let assignable: [SampleRole: Set<String>] = [
        .accountAdministrator: Set(SampleRole.allCases.map(\.rawValue)),
        .userAdministrator: Set(SampleRole.allCases.map(\.rawValue)).subtracting(["ACCOUNT_ADMINISTRATOR"]),
        .agreementAdministrator: ["AGREEMENT_ADMINISTRATOR"],
    ]

    @Test(arguments: SampleRole.allCases)
    func givesOnlyRolesThatAreTheirs(_ giver: SampleRole) throws {
        let expected = Self.assignable[giver] ?? []
        let people = try PeopleGateway()
        let client = try people.signedIn(giver)
        let listed = try client.ask("{ roles { name description permissions assignable } }")
        let assignable = listed.json.at("data.roles")?.items.filter { $0["assignable"]?.flag == true }
        #expect(Set((assignable ?? []).compactMap { $0["name"]?.text }) == expected, "\(listed.http.text)")
        var given: Set<String> = []
        for (index, role) in (SampleRole.allCases.map(\.rawValue) + ["OPERATOR", "PARTNER"]).enumerated() {
            let answer = try client.ask(
                """
                mutation { inviteUsers(input: [{email: "p\(index)@contoso.example", firstName: "A", lastName: "B",
                  roles: [\(role)]}]) { results { outcome } } }
                """
            )
            if answer.json.at("data.inviteUsers.results.0.outcome")?.text == "INVITED" { given.insert(role) }
        }
        #expect(given == expected)
    }
}
