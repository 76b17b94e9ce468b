import Gateway
import GraphQL
import TestSupport
import Testing

/// What one request may make of the gateway, however small it is: rows, statements, fields, conditions, bytes.
@Suite struct RequestBoundsTests {
    private func refusal(_ query: String, variables: String? = nil) throws -> String {
        let answer = try Music.ask(query, variables: variables)
        #expect(answer.codes == ["LIMIT_EXCEEDED"], "\(answer.http.text.prefix(400))")
        #expect(answer.data == nil || answer.data == .null)
        return answer.errors.first?["message"]?.text ?? ""
    }

    /// Aliases write the same rows again and again: the response is given up, and what there is of it is not sent.
    @Test func responseHasSoManyBytesAtMost() throws {
        let gateway = try Music.makeGateway { $0.operation = OperationLimits(rootFields: 1_000, aliases: 1_000) }
        let label = String(repeating: "n", count: 3_000)
        let titles = (0..<4).map { "\(label)\($0): title" }.joined(separator: " ")
        let lists = (0..<80).map { "l\($0): tracks(first: 100) { nodes { ...titles } }" }.joined(separator: " ")
        let answer = try gateway.anonymous().ask("fragment titles on Track { \(titles) } { \(lists) }")
        #expect(answer.codes == ["LIMIT_EXCEEDED"], "\(answer.http.text.prefix(300))")
        #expect(answer.data == .null)
        #expect(answer.http.text.utf8.count < 1_000)
        #expect(answer.errors.first?["message"]?.text?.contains("longer than 33554432 bytes") == true)
    }

    @Test func planHasSoManyListsAtMost() throws {
        let gateway = try Music.makeGateway { $0.operation = OperationLimits(rootFields: 1_000, aliases: 1_000) }
        let lists = (0..<501).map { "l\($0): artists(first: 1) { nodes { name } }" }.joined(separator: " ")
        let answer = try gateway.anonymous().ask("{ \(lists) }")
        #expect(answer.codes == ["LIMIT_EXCEEDED"])
        #expect(answer.data == nil)
    }

    @Test func filterHasSoManyConditionsAtMost() throws {
        let conditions = { (count: Int) in
            Array(repeating: "{ name: { eq: \"x\" } }", count: count).joined(separator: " ")
        }
        let message = try refusal("{ artists(filter: { or: [\(conditions(201))] }) { totalCount } }")
        #expect(message.contains("201 conditions long; the limit is 200"))
        #expect(
            try Music.ask("{ artists(filter: { or: [\(conditions(90))] }) { totalCount } }").data?.json
                == #"{"artists":{"totalCount":0}}"#
        )
    }

    @Test func filterHasSoManyStepsAtMost() throws {
        let (open, close) = (String(repeating: "{ not: ", count: 25), String(repeating: " }", count: 25))
        let deep = "\(open){ name: { eq: \"x\" } }\(close)"
        #expect(try refusal("{ artists(filter: \(deep)) { totalCount } }").contains("21 steps deep; the limit is 20"))
    }
}
