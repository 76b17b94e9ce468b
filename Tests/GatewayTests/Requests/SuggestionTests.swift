import Gateway
import GraphQL
import Testing

/// "Did you mean" names parts of the schema, so it is said only to callers who may ask for the schema.
@Suite struct SuggestionTests {
    private static let misspelt = "{ agreemnts { totalCount } }"

    private func message(_ gateway: TestGateway, isSignedIn: Bool, _ query: String = misspelt) throws -> String {
        let client = isSignedIn ? try gateway.signedIn() : try gateway.anonymous()
        let answer = try client.ask(query)
        #expect(answer.codes.first == "GRAPHQL_VALIDATION_FAILED")
        return answer.errors.first?["message"]?.text ?? ""
    }

    @Test(arguments: [
        (Settings.Introspection.everyone, true, true), (.signedIn, false, true), (.nobody, false, false),
    ])
    func namesAreSuggestedToThoseWhoMaySeeTheSchema(
        setting: Settings.Introspection,
        anonymous: Bool,
        signedIn: Bool
    ) throws {
        let gateway = try TestGateway(settings: { $0.introspection = setting })
        #expect(try message(gateway, isSignedIn: false).contains("`agreements`") == anonymous)
        #expect(try message(gateway, isSignedIn: true).contains("`agreements`") == signedIn)
    }

    /// Also those of types, arguments, and directives; what was written itself is still named.
    @Test(arguments: [
        ("query ($a: Strin) { agreement(number: $a) { title } }", "Strin"),
        ("{ agreements(frist: 1) { totalCount } }", "frist"),
        ("{ agreements @inclde(if: true) { totalCount } }", "inclde"), ("{ ... on Qury { __typename } }", "Qury"),
    ])
    func suggestionsAreLeftOutEverywhere(query: String, written: String) throws {
        let gateway = try TestGateway()
        let message = try message(gateway, isSignedIn: false, query)
        #expect(message.contains(written))
        #expect(!message.contains("Did you mean"))
        #expect(try self.message(gateway, isSignedIn: true, query).contains("Did you mean"))
    }

    /// A token that opens nothing is as good as none.
    @Test func unknownTokenGetsNoSuggestions() throws {
        let client = try TestGateway().anonymous()
        client.token = String(repeating: "A", count: 43)
        #expect(try client.ask(Self.misspelt).errors.first?["message"]?.text?.contains("Did you mean") == false)
    }
}
