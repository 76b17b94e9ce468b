import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// What was taken from somebody is gone, also what they had set on its way before.
@Suite struct AuthorityTests {
    private func id(of role: SampleRole, _ client: GatewayClient) throws -> String {
        let people = try client.ask("{ users(first: 100) { nodes { id email } } }").json.at("data.users.nodes")
        return try #require(people?.items.first { $0["email"]?.text == TestGateway.email(role) }?["id"]?.text)
    }

    private func statuses(_ client: GatewayClient) throws -> [String: String] {
        let answer = try client.ask("{ invitations(first: 100) { nodes { email status } } }")
        let pairs = (answer.json.at("data.invitations.nodes")?.items ?? []).map {
            ($0["email"]?.text ?? "", $0["status"]?.text ?? "")
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    @Test func invitationsOfADeactivatedUserAreDead() throws {
        let people = try PeopleGateway()
        let administrator = try people.signedIn()
        let inviter = try people.signedIn(.userAdministrator)
        try inviter.invite("accomplice@contoso.example", roles: ["REPORT_VIEWER"])
        try administrator.invite("colleague@contoso.example", roles: ["REPORT_VIEWER"])
        let token = try #require(people.mails.mail(to: "accomplice@contoso.example").token)
        let user = try id(of: .userAdministrator, administrator)
        #expect(
            try administrator.ask(#"mutation { deactivateUser(userId: "\#(user)") { user { id } } }"#).errors.isEmpty
        )
        #expect(
            try statuses(administrator) == [
                "accomplice@contoso.example": "CANCELLED", "colleague@contoso.example": "PENDING",
            ]
        )
        #expect(try people.anonymous().accept(token).errors.first?["extensions"]?["reason"]?.text == "DEAD_LINK")
    }

    @Test func invitationsBeyondTheRolesThatAreLeftAreDead() throws {
        let people = try PeopleGateway { $0.mailThreads = 0 }
        let administrator = try people.signedIn()
        let inviter = try people.signedIn(.userAdministrator)
        try inviter.invite("reader@contoso.example", roles: ["REPORT_VIEWER"])
        try inviter.invite("agreements@contoso.example", roles: ["AGREEMENT_ADMINISTRATOR"])
        let user = try id(of: .userAdministrator, administrator)
        let change = #"mutation { assignRoles(userId: "\#(user)", roles: [AGREEMENT_ADMINISTRATOR]) { user { id } } }"#
        #expect(try administrator.ask(change).errors.isEmpty)
        #expect(
            try statuses(administrator) == [
                "reader@contoso.example": "CANCELLED", "agreements@contoso.example": "PENDING",
            ]
        )
        let delivery = try administrator.ask(
            #"{ invitations(first: 1, filter: { email: { eq: "reader@contoso.example" } }) { nodes { delivery } } }"#
        )
        #expect(delivery.json.at("data.invitations.nodes.0.delivery")?.text == "WITHDRAWN", "\(delivery.http.text)")
    }

    /// The caller's role goes while their command waits for its turn.
    @Test(arguments: [
        #"inviteUsers(input: [{email: "x@contoso.example", firstName: "A", lastName: "B", roles: [ACCOUNT_ADMINISTRATOR]}]) { results { outcome } }"#,
        #"assignRoles(userId: "%", roles: [ACCOUNT_ADMINISTRATOR]) { user { id } }"#,
        #"deactivateUser(userId: "%") { user { id } }"#,
        #"signOutEverywhere(userId: "%") { ended }"#,
    ])
    func commandsThatWaitedLookAgain(_ mutation: String) throws {
        let people = try PeopleGateway()
        let administrator = try people.signedIn()
        let text = "mutation { \(mutation.replacing("%", with: try id(of: .reportViewer, administrator))) }"
        let owner = try people.database.connect()
        try owner.execute(
            "BEGIN; SELECT set_config('gateway.organization_id', '1', true); SELECT lock_organization(1)"
        )
        let answers = try inParallel(2) { side in
            if side == 0 { return try administrator.ask(text).http.text }
            // Until the other one waits for the lock.
            try people.database.waitForLocks()
            try owner.execute(
                """
                DELETE FROM user_role WHERE organization_id = 1 AND role = 'ACCOUNT_ADMINISTRATOR'
                    AND user_id = (SELECT id FROM app_user WHERE email = '\(TestGateway.email(.accountAdministrator))');
                COMMIT
                """
            )
            return ""
        }
        #expect(answers[0].contains("FORBIDDEN"), "\(answers[0])")
    }

    @Test func accessTokensDoNotComeBack() throws {
        let people = try PeopleGateway()
        let administrator = try people.signedIn()
        let owner = try people.signedIn(.reportViewer)
        func script() throws -> GatewayClient {
            let made = try owner.ask(
                """
                mutation { createAccessToken(name: "n", permissions: [VIEW_ORDERS], expiresAt: "\(inAMonth)") { token } }
                """
            )
            let client = try people.anonymous()
            client.token = try #require(made.json.at("data.createAccessToken.token")?.text, "\(made.http.text)")
            #expect(try client.ask("{ orders(first: 1) { nodes { id } } }").errors.isEmpty)
            return client
        }
        let user = try id(of: .reportViewer, administrator)
        let first = try script()
        for command in ["deactivateUser", "reactivateUser"] {
            #expect(
                try administrator.ask(#"mutation { \#(command)(userId: "\#(user)") { user { id } } }"#).errors.isEmpty
            )
        }
        #expect(try first.ask("{ viewer { id } }").status == 401)
        // Nor after the password was lost.
        owner.token = nil
        try owner.signIn(email: TestGateway.email(.reportViewer))
        let second = try script()
        let guest = try people.anonymous()
        let email = TestGateway.email(.reportViewer)
        _ = try guest.ask(#"mutation { requestPasswordReset(email: "\#(email)") { message } }"#)
        let token = try #require(people.mails.mail(to: email).token)
        func reset(_ password: String) -> String {
            """
            mutation { resetPassword(token: "\(token)", password: "\(password)", passwordConfirmation: "\(password)") {
              changed } }
            """
        }
        // In capitals, because a password that stands in a table as an address is found at the end of the run.
        #expect(try guest.reason(reset(email.uppercased())) == "PASSWORD_TOO_COMMON")
        #expect(try guest.ask(reset("a quiet harbour at dawn")).errors.isEmpty)
        #expect(try second.ask("{ viewer { id } }").status == 401)
    }

    /// Who has found an open session does not guess the password there.
    @Test func passwordsAreNotGuessedInAnOpenSession() throws {
        let people = try PeopleGateway()
        let (client, other) = (try people.signedIn(.reportViewer), try people.signedIn(.accountViewer))
        func change(_ client: GatewayClient, from current: String) throws -> Answer {
            try client.ask(
                """
                mutation { changePassword(currentPassword: "\(current)", newPassword: "a quiet harbour at dawn",
                  newPasswordConfirmation: "a quiet harbour at dawn") { viewer { id } } }
                """
            )
        }
        var codes: [String] = []
        for guess in 0..<11 { codes += try change(client, from: "guess \(guess)").codes }
        #expect(codes == Array(repeating: "BAD_USER_INPUT", count: 10) + ["LIMIT_EXCEEDED"])
        #expect(try change(client, from: SampleData.password).codes == ["LIMIT_EXCEEDED"])
        #expect(try change(other, from: SampleData.password).errors.isEmpty)
        let audit = try people.signedIn().ask(
            #"{ auditEvents(filter: { reason: { eq: "THROTTLED" } }) { totalCount } }"#
        )
        #expect(audit.json.at("data.auditEvents.totalCount")?.integer == 2, "\(audit.http.text)")
    }
}
