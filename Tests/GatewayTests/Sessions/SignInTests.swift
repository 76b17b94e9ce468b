import Accounts
import GraphQL
import Planning
import Postgres
import SampleData
import TestSupport
import Testing

@Suite struct SignInTests {
    private static let mutation = """
        mutation SignIn($email: EmailAddress!, $password: String!) {
          signIn(email: $email, password: $password) { token expiresAt viewer { email roles organization { name } } }
        }
        """

    private func attempt(_ client: GatewayClient, _ email: String, _ password: String) throws -> Answer {
        try client.ask(Self.mutation, variables: #"{"email": "\#(email)", "password": "\#(password)"}"#)
    }

    @Test func signInGivesATokenThatWorks() throws {
        let gateway = try TestGateway()
        let client = try gateway.anonymous()
        let email = TestGateway.email(.reportViewer)
        let answer = try attempt(client, email, SampleData.password)
        #expect(answer.status == 200)
        #expect(answer.errors.isEmpty)
        #expect(answer.data?.at("signIn.viewer.email")?.text == email)
        #expect(answer.data?.at("signIn.viewer.roles")?.json == #"["REPORT_VIEWER"]"#)
        #expect(answer.data?.at("signIn.viewer.organization.name")?.text == "Contoso")
        client.token = try #require(answer.data?.at("signIn.token")?.text)
        #expect(try client.ask("{ viewer { email } }").data?.at("viewer.email")?.text == email)
    }

    /// Capitals in the address do not matter.
    @Test func addressIsFoundWhateverItsCase() throws {
        let gateway = try TestGateway()
        let answer = try attempt(
            gateway.anonymous(),
            TestGateway.email(.accountViewer).uppercased(),
            SampleData.password
        )
        #expect(answer.errors.isEmpty)
    }

    @Test func unknownUserAndWrongPasswordGiveTheSameBytes() throws {
        let gateway = try TestGateway(try SampleDatabase.make())
        let client = try gateway.anonymous()
        let unknown = try attempt(client, "nobody@contoso.example", "a wrong password")
        let wrong = try attempt(client, TestGateway.email(.reportViewer), "a wrong password")
        #expect(unknown.http.body == wrong.http.body)
        #expect(unknown.status == wrong.status)
        #expect(unknown.http.headers.map(\.name) == wrong.http.headers.map(\.name))
        #expect(unknown.codes == ["UNAUTHENTICATED"])
        #expect(unknown.data?.json == #"{"signIn":null}"#)
    }

    /// Both take the same work: one run of scrypt.
    @Test(arguments: ["nobody@contoso.example", "report-viewer@contoso.example"])
    func everyFailedAttemptHashesOnce(email: String) throws {
        let hasher = SampleDatabase.makeHasher()
        let gateway = try TestGateway(try SampleDatabase.make(), hasher: hasher)
        _ = try attempt(gateway.anonymous(), email, "a wrong password")
        #expect(hasher.runs == 1)
    }

    @Test func attemptsOnOneAccountAreThrottled() throws {
        let gateway = try TestGateway(try SampleDatabase.make())
        let client = try gateway.anonymous()
        var codes: [String] = []
        for _ in 0..<12 { codes += try attempt(client, "nobody@contoso.example", "wrong").codes }
        #expect(codes == Array(repeating: "UNAUTHENTICATED", count: 10) + ["LIMIT_EXCEEDED", "LIMIT_EXCEEDED"])
        let refused = try attempt(client, "nobody@contoso.example", "wrong").errors.first
        #expect((refused?.at("extensions.retryAfterSeconds")?.integer ?? 0) >= 1)
        // Another account is another bucket.
        #expect(try attempt(client, TestGateway.email(.accountViewer), SampleData.password).errors.isEmpty)
    }

    /// The right password does not help an account that is being guessed, nor is the account locked elsewhere.
    @Test func throttledAccountRefusesTheRightPasswordToo() throws {
        let gateway = try TestGateway(try SampleDatabase.make())
        let client = try gateway.anonymous()
        let email = TestGateway.email(.reportViewer)
        for _ in 0..<10 { _ = try attempt(client, email, "wrong") }
        #expect(try attempt(client, email, SampleData.password).codes == ["LIMIT_EXCEEDED"])
    }

    @Test func attemptsFromOneAddressAreThrottled() throws {
        let gateway = try TestGateway(try SampleDatabase.make())
        let client = try gateway.anonymous()
        var codes: [String] = []
        for number in 0..<32 { codes += try attempt(client, "nobody-\(number)@contoso.example", "wrong").codes }
        #expect(codes.prefix(30).allSatisfy { $0 == "UNAUTHENTICATED" })
        #expect(codes.suffix(2) == ["LIMIT_EXCEEDED", "LIMIT_EXCEEDED"])
    }

    @Test func signOutEndsTheSession() throws {
        let gateway = try TestGateway(try SampleDatabase.make())
        let client = try gateway.signedIn(.accountViewer)
        let answer = try client.ask("mutation { signOut { ended } }")
        #expect(answer.data?.json == #"{"signOut":{"ended":true}}"#)
        #expect(try client.ask("{ viewer { email } }").status == 401)
        #expect(try client.ask("mutation { signOut { ended } }").status == 401)
    }

    /// Only that session: the same person's others go on.
    @Test func signOutLeavesOtherSessionsAlone() throws {
        let gateway = try TestGateway(try SampleDatabase.make())
        let one = try gateway.signedIn(.accountViewer)
        let other = try gateway.signedIn(.accountViewer)
        _ = try one.ask("mutation { signOut { ended } }")
        #expect(try other.ask("{ viewer { email } }").errors.isEmpty)
    }

    @Test func signOutWithoutATokenEndsNothing() throws {
        let answer = try TestGateway().anonymous().ask("mutation { signOut { ended } }")
        #expect(answer.data?.json == #"{"signOut":{"ended":false}}"#)
    }

    /// What comes behind `signOut` in one operation is done by nobody.
    @Test func fieldsRunInOrderEachAsItsCaller() throws {
        let gateway = try TestGateway(try SampleDatabase.make())
        let client = try gateway.signedIn(.accountViewer)
        let answer = try client.ask("mutation { a: signOut { ended } b: signOut { ended } }")
        #expect(answer.data?.json == #"{"a":{"ended":true},"b":{"ended":false}}"#)
    }

    @Test(arguments: [
        "Bearer", "Bearer x", "Basic dXNlcjpwYXNz", "Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
    ])
    func tokenThatNobodyWasGivenIsRefused(authorization: String) throws {
        let client = try TestGateway().anonymous()
        let answer = try client.ask("{ viewer { email } }", headers: [("Authorization", authorization)])
        #expect(answer.status == 401)
        #expect(answer.codes == ["UNAUTHENTICATED"])
        #expect(answer.http["www-authenticate"] == "Bearer")
        #expect(answer.data == nil)
    }

    /// Passwords, tokens, addresses and variables' values are not logged, nor is the document.
    @Test func nothingSecretIsLogged() throws {
        let gateway = try TestGateway(try SampleDatabase.make())
        let client = try gateway.anonymous()
        let email = TestGateway.email(.reportViewer)
        _ = try attempt(client, email, "a-wrong-password")
        _ = try client.ask(#"mutation { signIn(email: "\#(email)", password: "inline-password") { token } }"#)
        try client.signIn(email: email)
        let token = try #require(client.token)
        _ = try client.ask(
            "query ($n: String) { agreement(number: $n) { title } }",
            variables: #"{"n": "secret-number"}"#
        )
        _ = try client.ask(
            "query ($n: Int) { agreements(first: $n) { totalCount } }",
            variables: #"{"n": "secret-text"}"#
        )
        _ = try client.ask(#"{ agreement(id: "secret-id") { titel } }"#)
        gateway.stop()
        let log = gateway.log.all.joined(separator: "\n")
        #expect(log.contains("operation=SignIn"))
        for secret in [
            "a-wrong-password", "inline-password", SampleData.password, email, token, "secret-number", "secret-text",
            "secret-id", "titel", "scrypt",
        ] {
            #expect(!log.contains(secret), "\(secret)")
        }
        // Nor is a token stored: only its hash.
        let owner = try gateway.database.connect()
        try owner.execute("SELECT set_config('gateway.organization_id', '1', false)")
        #expect(try owner.query("SELECT FROM session WHERE session::text LIKE '%\(token)%'").rowCount == 0)
    }
}
