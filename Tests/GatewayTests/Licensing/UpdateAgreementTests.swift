import GraphQL
import SampleData
import TestSupport
import Testing

/// Agreements in force are edited by those who may, and nobody overwrites what they have not seen.
@Suite struct UpdateAgreementTests {
    private static let update = """
        mutation ($input: UpdateAgreementInput!) { updateAgreement(input: $input) { agreement {
          title purchaseContact billingReference notes version } } }
        """
    private static let find = """
        query ($status: AgreementStatus!) { agreements(first: 1, filter: { status: { eq: $status } }) { nodes {
          id number title version } } }
        """

    private func agreement(_ client: GatewayClient, status: String = "ACTIVE") throws -> JSONValue {
        let answer = try client.ask(Self.find, variables: #"{"status": "\#(status)"}"#)
        return try #require(answer.json.at("data.agreements.nodes.0"))
    }

    private func edit(_ client: GatewayClient, id: String, version: Int, _ fields: String) throws -> Answer {
        try client.ask(Self.update, variables: #"{"input": {"id": "\#(id)", "version": \#(version), \#(fields)}}"#)
    }

    @Test(arguments: RoleMatrix.everyone)
    func agreementIsEditedByThoseWhoMay(role: SampleRole?) throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let id = try #require(try agreement(gateway.signedIn())["id"]?.text)
        let client = try role.map { try gateway.signedIn($0) } ?? gateway.anonymous()
        let answer = try edit(client, id: id, version: 1, #""title": " Desktops ", "notes": "Ask\nfirst""#)
        if RoleMatrix.permissions(of: role).contains("EDIT_AGREEMENTS") {
            #expect(
                answer.json.at("data.updateAgreement.agreement")?.json
                    == #"{"title":"Desktops","purchaseContact":null,"billingReference":null,"notes":"Ask\nfirst","version":2}"#
            )
        } else {
            #expect(answer.data?.json == #"{"updateAgreement":null}"#)
            #expect(answer.codes == ["FORBIDDEN"])
        }
    }

    @Test func staleEditIsAConflictWithTheNewerValue() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let (one, other) = (try gateway.signedIn(), try gateway.signedIn(.accountManager))
        let id = try #require(try agreement(one)["id"]?.text)
        #expect(try edit(one, id: id, version: 1, #""title": "Hers""#).errors.isEmpty)
        let answer = try edit(other, id: id, version: 1, #""title": "His""#)
        #expect(answer.codes == ["CONFLICT"])
        #expect(answer.errors.first?.at("extensions.reason")?.text == "OUTDATED")
        #expect(
            answer.errors.first?.at("extensions.current")?.json
                == #"{"version":2,"title":"Hers","purchaseContact":null,"billingReference":null,"notes":null}"#
        )
        #expect(try agreement(one)["title"]?.text == "Hers")
    }

    @Test func whatIsNotGivenStaysAndNullEmpties() throws {
        let client = try TestGateway(SampleDatabase.make()).signedIn()
        let id = try #require(try agreement(client)["id"]?.text)
        _ = try edit(client, id: id, version: 1, #""purchaseContact": "Ada", "billingReference": "CC-7""#)
        let answer = try edit(client, id: id, version: 2, #""purchaseContact": null"#)
        let edited = answer.json.at("data.updateAgreement.agreement")
        #expect(edited?["purchaseContact"] == .null)
        #expect(edited?["billingReference"]?.text == "CC-7")
    }

    @Test(arguments: ["PENDING", "EXPIRED", "TERMINATED"])
    func agreementThatIsNotInForceIsNotEdited(status: String) throws {
        let client = try TestGateway(SampleDatabase.make()).signedIn()
        let id = try #require(try agreement(client, status: status)["id"]?.text)
        let answer = try edit(client, id: id, version: 1, #""title": "New""#)
        #expect(answer.errors.first?.at("extensions.reason")?.text == "NOT_ACTIVE")
    }

    @Test func agreementOfAnotherOrganizationIsUnknown() throws {
        let gateway = try TestGateway(SampleDatabase.make())
        let foreign = try #require(try agreement(gateway.signedIn(organization: 1))["id"]?.text)
        for id in [foreign, "nothing"] {
            let answer = try edit(gateway.signedIn(), id: id, version: 1, #""title": "Mine""#)
            #expect(answer.errors.first?.at("extensions.reason")?.text == "NOT_FOUND")
        }
    }

    @Test(arguments: [
        #""title": null"#, #""title": "a\nb""#, #""notes": "\u202E""#,
        #""billingReference": "\#(String(repeating: "x", count: 51))""#,
    ])
    func textThatCannotBeKeptIsRefused(fields: String) throws {
        let client = try TestGateway(SampleDatabase.make()).signedIn()
        let id = try #require(try agreement(client)["id"]?.text)
        let answer = try edit(client, id: id, version: 1, fields)
        #expect(answer.errors.first?.at("extensions.reason")?.text == "INVALID_TEXT")
        #expect(try agreement(client)["version"]?.integer == 1)
    }

    @Test func editIsInTheAuditWithTheFieldsThatChanged() throws {
        let client = try TestGateway(SampleDatabase.make()).signedIn()
        let found = try agreement(client)
        let (id, number) = (try #require(found["id"]?.text), try #require(found["number"]?.text))
        _ = try edit(client, id: id, version: 1, #""title": "New", "notes": "What it says is private.""#)
        let answer = try client.ask(
            #"{ auditEvents(filter: { command: { eq: "updateAgreement" } }) { nodes { target result } } }"#
        )
        let event = #"{"target":"\#(number): title, notes","result":"DONE"}"#
        #expect(answer.data?.json == #"{"auditEvents":{"nodes":[\#(event)]}}"#)
    }
}
