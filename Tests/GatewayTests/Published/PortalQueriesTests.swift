import Foundation
import GraphQL
import SampleData
import TestSupport
import Testing

/// The README's queries for a portal's pages, run as they stand there.
@Suite struct PortalQueriesTests {
    struct Page: CustomTestStringConvertible, Sendable {
        let name: String
        let role: SampleRole
        let query: String
        var testDescription: String { name }
    }

    /// `# Dashboard, for ACCOUNT_ADMINISTRATOR` begins each.
    static let pages: [Page] = {
        let text = (try? String(contentsOfFile: Program.repository + "/README.md", encoding: .utf8)) ?? ""
        guard let start = text.range(of: "## Ten queries"), let end = text.range(of: "## Lists as files") else {
            return []
        }
        return text[start.upperBound..<end.lowerBound].components(separatedBy: "```graphql\n# ").dropFirst().compactMap
        {
            let query = $0.components(separatedBy: "\n```")[0]
            let title = query.split(separator: "\n")[0].split(separator: ", for ")
            guard title.count == 2, let role = SampleRole(rawValue: String(title[1])) else { return nil }
            return Page(name: String(title[0]), role: role, query: "# " + query)
        }
    }()

    @Test func thereIsOneForEachPage() {
        #expect(
            Self.pages.map(\.name) == [
                "Dashboard", "Agreement", "Order", "Keys", "Licence summary", "Expiring", "People", "Invitations",
                "Reports", "Profile",
            ]
        )
    }

    @Test(arguments: pages)
    func pageIsAnsweredWithoutAnErrorAndWithRows(page: Page) throws {
        let gateway = try TestGateway()
        let answer = try gateway.signedIn(page.role).ask(page.query)
        #expect(answer.errors.isEmpty, "\(answer.http.text)")
        let data = try #require(answer.data)
        #expect(!Self.isEmpty(data), "\(answer.http.text)")
        for name in data.names where data[name] == .null { #expect(Bool(false), "\(name) is null") }
    }

    /// Whether nothing is in it but empty lists and null. Nobody has been invited in the sample data.
    private static func isEmpty(_ value: JSONValue) -> Bool {
        switch value {
        case .null: true
        case .array(let items): items.allSatisfy(isEmpty)
        case .object(let members):
            members.contains { $0.name == "invitations" } ? false : members.allSatisfy { isEmpty($0.value) }
        case .boolean, .integer, .number, .string: false
        }
    }
}

extension JSONValue {
    fileprivate var names: [String] {
        if case .object(let members) = self { members.map(\.name) } else { [] }
    }
}
