import Foundation
import TestSupport
import Testing

/// A folder with files, removed at the end.
private struct Folder: ~Copyable {
    let path: String

    init(_ files: [String: String]) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "check-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files {
            try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Test func theGatewaysOwnSchemaPassesItsCheck() throws {
    let outcome = try Program.run(["check", "--schema", "Schema"])
    #expect(outcome.status == 0)
    #expect(outcome.output.isEmpty)
}

@Test func errorsAreOneALineAndTheStatusIsOne() throws {
    let folder = try Folder(["a.graphql": "type Query { a: Int b: Mising }", "q.graphql": "{ a", "b.txt": "no schema"])
    let outcome = try Program.run(
        ["check", "--schema", "a.graphql", "--document", "q.graphql"],
        folder: folder.path
    )
    #expect(outcome.status == 1)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("a.graphql:1:24: ") == true)
    #expect(lines.last?.hasPrefix("q.graphql:1:4: ") == true)
    #expect(lines.allSatisfy { $0.hasSuffix("]") })
}

@Test func standardSDLNeedsNoneOfTheGatewaysDirectives() throws {
    let folder = try Folder([
        "a.graphql": "directive @table(rows: Int) on OBJECT\ntype Query @table(rows: 1) { a: Item }",
        "b.graphql": "extend type Item { c: Int }", "c.graphqls": "type Item { b: Int }",
    ])
    #expect(try Program.run(["check", "--schema", folder.path]).status == 0)
    let printed = try Program.run(["schema", "--schema", folder.path])
    #expect(printed.output.contains("directive @table(rows: Int) on OBJECT"))
}

@Test func theRulesAreListedWithTheirPlacesInTheSpecification() throws {
    let outcome = try Program.run(["check", "--rules"])
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n")
    #expect(
        lines.contains(
            "leaf-field-selections: Objects are selected from, leaves are not. "
                + "Section 5.3.3, https://spec.graphql.org/September2025/#sec-Leaf-Field-Selections"
        )
    )
    #expect(lines.count > 60)
    #expect(lines.allSatisfy { $0.contains(": ") && $0.hasSuffix(".") || $0.contains("https://spec.graphql.org/") })
}

@Test func errorsAreJSON() throws {
    let folder = try Folder(["a.graphql": "type Query { a(b: Int): Int }", "q.graphql": "query($b: Int) { a(b: $b) }"])
    let outcome = try Program.run(
        [
            "check", "--schema", "a.graphql", "--document", "q.graphql", "--variables", #"{"b": "x"}"#, "--format",
            "json",
        ],
        folder: folder.path
    )
    #expect(outcome.status == 1)
    #expect(
        outcome.output.contains(#""locations":[{"line":1,"column":7,"file":"q.graphql"}],"rule":"variable-values""#)
    )
}

@Test(arguments: [
    ["check"], ["check", "--lines", "--schema", "Schema"], ["check", "--schema", "Nowhere"], ["mock"],
    ["mock", "--schema", "Schema", "--listen", "nowhere"], ["check", "--schema", "Schema", "--variables", "1"],
    ["check", "--schema", "Schema", "--maximum-depth", "0"], ["schema", "diff", "Schema"],
    ["schema", "--coordinate", "Query.nothing"], ["schema", "--coordinate", "Query."],
    ["schema", "--coordinate", "Query", "--format", "json"],
])
func wrongUseIsExplained(_ arguments: [String]) throws {
    let outcome = try Program.run(arguments)
    #expect(outcome.status != 0)
    #expect(outcome.errors.hasPrefix("Error: "), "\(outcome.errors)")
}

@Test func linesAreAnsweredAsTheyCome() throws {
    for (command, line, answer) in [
        ("check", #"{"schema":"type Query { a: Int }","document":"{ a }"}"#, #"{"errors":[]}"#),
        ("mock", #"{"schema":"type Query { a: Int }","document":"{ a }"}"#, #"{"data":{"a":2}}"#),
    ] {
        let process = Process()
        process.executableURL = URL(filePath: try Program.path())
        process.arguments = [command, "--lines"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        for _ in 0..<3 {
            input.fileHandleForWriting.write(Data((line + "\n\n").utf8))
            // The answer comes although the input has not ended.
            var text = ""
            while !text.hasSuffix("\n") {
                let data = output.fileHandleForReading.availableData
                if data.isEmpty { break }
                text += String(decoding: data, as: UTF8.self)
            }
            #expect(text == answer + "\n")
        }
        input.fileHandleForWriting.write(Data(line.utf8))
        try input.fileHandleForWriting.close()
        #expect(String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == answer + "\n")
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}

@Test func theSchemaIsPrintedAndDoesNotDifferFromItsFiles() throws {
    let printed = try Program.run(["schema"])
    #expect(printed.status == 0)
    #expect(!printed.output.contains("@table"))
    let folder = try Folder(["published.graphql": printed.output])
    #expect(try Program.run(["check", "--schema", folder.path]).output == "")
    let same = try Program.run(["schema", "diff", folder.path, "Schema"])
    #expect(same.status == 0)
    #expect(same.output == "No changes.\n")
    let json = try Program.run(["schema", "--format", "json"])
    #expect(json.output.hasPrefix(#"{"__schema":{"#))
}

@Test func oneElementIsPrintedByItsCoordinate() throws {
    let printed = try Program.run(["schema", "--coordinate", "Query.agreement(number:)"])
    #expect(printed.status == 0)
    #expect(printed.output.hasPrefix("type Query {\n  agreement("), "\(printed.output)")
}

@Test func aBreakingChangeEndsWithStatusOne() throws {
    let folder = try Folder([
        "old.graphql": "type Query { a: Int b: Int }", "new.graphql": "type Query { a: Int! }",
        "safe.graphql": "type Query { a: Int! b: Int }",
    ])
    let breaking = try Program.run(["schema", "diff", "old.graphql", "new.graphql"], folder: folder.path)
    #expect(breaking.status == 1)
    #expect(breaking.output.hasPrefix("breaking: `Query.b` was removed. [FIELD_REMOVED]\nsafe: "))
    let safe = try Program.run(
        ["schema", "diff", "old.graphql", "safe.graphql", "--format", "json"],
        folder: folder.path
    )
    #expect(safe.status == 0)
    #expect(safe.output.hasPrefix(#"{"changes":[{"severity":"safe","kind":"FIELD_CHANGED_KIND_SAFE","#))
}

@Test func theMockServesUntilItIsToldToEnd() throws {
    let folder = try Folder(["values.json": #"{"Agreement": {"number": "4100001"}}"#])
    let (process, output, _) = try Program.start([
        "mock", "--schema", "Schema", "--values", "\(folder.path)/values.json", "--listen", "127.0.0.1:0",
    ])
    let greeting = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    #expect(greeting.hasPrefix("The mock serves GraphQL at http://127.0.0.1:"))
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 0)
}
