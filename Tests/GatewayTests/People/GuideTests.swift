import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// The way of an organization into the product, from the signed agreement to its last colleague, over HTTP and with a
/// real mail server that demands STARTTLS and a sign-in.
@Suite struct GuideTests {
    private let registration = """
        mutation { registerAgreement(input: {
          number: "V7654321", title: "Licences", signedOn: "2026-03-01", startsOn: "2026-03-02", endsOn: "2029-03-01",
          organizationName: "Blue Yonder Airlines", country: "DE", purchasingAccountNumber: "0001234567",
          purchasingAccountName: "Blue Yonder", currency: "EUR", partnerNumber: "P-TEST",
          administrator: {email: "harry@blueyonder.example", firstName: "Harry", lastName: "Jörgensen",
            preferredLanguage: "de"}
        }) { number } }
        """

    @Test func fromTheAgreementToTheLastColleague() throws {
        let folder = "/tmp/gateway-guide-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (certificate, key) = try makeCertificate(in: folder)
        let server = try PythonServer("mail.py", [folder + "/mail", certificate, key])
        let mails = MailFolder(path: folder + "/mail")
        let database = try SampleDatabase.make()
        try database.connect().execute(
            "INSERT INTO partner (id, number, name, country_code) VALUES (9001, 'P-TEST', 'Test Reseller', 'DE')"
        )
        let people = try PeopleGateway(database) { settings in
            settings.smtpHost = "localhost"
            settings.smtpPort = server.port
            settings.smtpUser = "gateway"
            settings.smtpPassword = "mail-password"
            SecretSweep.keep("mail-password")
            settings.smtpCertificates = certificate
        }
        try people.insider(kind: "OPERATOR", role: "OPERATOR", email: "operator@house.example")
        try people.insider(kind: "PARTNER", role: "PARTNER", email: "partner@reseller.example", partner: "9001")

        // The agreement is registered; a mail goes to the designated administrator.
        let operatorClient = try people.anonymous()
        try operatorClient.signIn(email: "operator@house.example")
        let registered = try operatorClient.ask(registration)
        #expect(registered.errors.isEmpty, "\(registered.http.text)")
        let first = try mails.mail(to: "harry@blueyonder.example")
        #expect(first.header("X-Encrypted") == "True")
        #expect(first.header("X-User") == "gateway")
        #expect(first.header("X-Recipients") == "harry@blueyonder.example")
        #expect(first.header("Content-Language") == "de")
        #expect(first.plain.contains("V7654321") && first.plain.contains("harry@blueyonder.example"))

        // The partner sees the agreement and sends the mail again; the old link is dead.
        let partner = try people.anonymous()
        try partner.signIn(email: "partner@reseller.example")
        let list = try partner.ask(
            "{ partnerAgreements { nodes { id number organizationName administratorEmail invitation } } }"
        )
        let agreement = try #require(list.json.at("data.partnerAgreements.nodes.0.id")?.text, "\(list.http.text)")
        #expect(list.json.at("data.partnerAgreements.nodes")?.items.count == 1)
        #expect(list.json.at("data.partnerAgreements.nodes.0.invitation")?.text == "PENDING")
        #expect(try partner.ask("{ agreements { nodes { id } } }").codes == ["FORBIDDEN"])
        let resent = try partner.ask(
            #"mutation { resendFirstInvitation(agreementId: "\#(agreement)") { agreement { number invitation } } }"#
        )
        #expect(
            resent.json.at("data.resendFirstInvitation.agreement.number")?.text == "V7654321",
            "\(resent.http.text)"
        )
        _ = try mails.mail(to: "harry@blueyonder.example", count: 2)

        // Harry asks once more himself. Only all three together bring a mail; the answer is always the same.
        let harry = try people.anonymous()
        func request(_ email: String, _ number: String, _ account: String) throws -> String {
            try harry.ask(
                """
                mutation { requestInvitation(email: "\(email)", agreementNumber: "\(number)",
                  purchasingAccountNumber: "\(account)") { message } }
                """
            ).http.text
        }
        let answers = [
            try request("harry@blueyonder.example", "V7654321", "0001234568"),
            try request("harry@blueyonder.example", "V7654322", "0001234567"),
            try request("sally@blueyonder.example", "V7654321", "0001234567"),
            try request("harry@blueyonder.example", "V7654321", "0001234567"),
        ]
        #expect(Set(answers).count == 1 && answers[0].contains("on its way"))
        let third = try mails.mail(to: "harry@blueyonder.example", count: 3)
        #expect(mails.all().filter { $0.header("To")?.contains("blueyonder.example") == true }.count == 3)
        #expect(Set(mails.all().compactMap { $0.header("Message-ID") }).count == 3)
        #expect(try harry.accept(try #require(first.token)).errors.first?["extensions"]?["reason"]?.text == "DEAD_LINK")

        // He makes his account and is in.
        let accepted = try harry.accept(try #require(third.token))
        #expect(
            accepted.json.at("data.acceptInvitation.viewer.roles.0")?.text == "ACCOUNT_ADMINISTRATOR",
            "\(accepted.http.text)"
        )
        #expect(
            try harry.ask("{ agreements { nodes { number } } }").json.at("data.agreements.nodes.0.number")?.text
                == "V7654321"
        )
        #expect(
            try partner.reason(
                """
                mutation { changeDesignatedAdministrator(agreementId: "\(agreement)", administrator: {
                  email: "eve@blueyonder.example", firstName: "Eve", lastName: "Else"}) { agreement { number } } }
                """
            ) == "ALREADY_ACCEPTED"
        )

        // He invites a colleague for each role; each sees what the table of roles says.
        for role in SampleRole.allCases {
            let email = "\(role.rawValue.lowercased())@blueyonder.example"
            #expect(try harry.invite(email, roles: [role.rawValue])["outcome"]?.text == "INVITED")
            let colleague = try people.anonymous()
            let came = try colleague.accept(try #require(try mails.mail(to: email).token))
            #expect(came.errors.isEmpty, "\(came.http.text)")
            let again = try people.anonymous()
            try again.signIn(email: email, password: "a quiet harbour at dawn")
            let viewer = try again.ask("{ viewer { permissions } }").json.at("data.viewer.permissions")
            #expect(Set((viewer?.items ?? []).compactMap(\.text)) == RoleMatrix.permissions(of: role))
            let sees = try again.ask("{ agreements { nodes { number } } }").errors.isEmpty
            #expect(sees == RoleMatrix.permissions(of: role).contains(RoleMatrix.seesAgreements))
        }
        try noSecretIsLeft(in: database, people, mails)
    }

    /// Neither the tables nor the log hold a password, a token or a link.
    private func noSecretIsLeft(in database: TestDatabase, _ people: PeopleGateway, _ mails: MailFolder) throws {
        let owner = try Connection(PostgresConfiguration(connectionString: database.administratorConnectionString))
        var dump = people.gateway.log.all.joined(separator: "\n")
        let tables = try owner.query(
            "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'gateway'::regnamespace"
        )
        for row in 0..<tables.rowCount {
            let all = try owner.query("SELECT t::text FROM gateway.\(tables.text(row, 0)) t")
            for line in 0..<all.rowCount { dump += all.text(line, 0) + "\n" }
        }
        #expect(dump.contains("harry@blueyonder.example"))
        let secrets =
            mails.all().compactMap(\.token) + ["a quiet harbour at dawn", SampleData.password, "mail-password"]
        #expect(secrets.count > 8)
        for secret in secrets { #expect(!dump.contains(secret)) }
        #expect(!dump.contains("accept-invitation"))
    }

    /// A certificate for `localhost` that signs itself.
    private func makeCertificate(in folder: String) throws -> (certificate: String, key: String) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", folder + "/key.pem", "-out", folder + "/certificate.pem",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return (folder + "/certificate.pem", folder + "/key.pem")
    }
}
