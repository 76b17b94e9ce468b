import Bytes
import Foundation
import GraphQL
import Mock
import Testing

/// Generated cases that graphql-core, the reference implementation's port to Python, has answered with the same values.
private enum ExecutionJudge {
    static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL.path

    /// The interpreter that `Scripts/judge/prepare` makes.
    static let python = "\(root)/.venv-judge/bin/python3"

    static var isPrepared: Bool { FileManager.default.isExecutableFile(atPath: python) }

    /// How many schemas; each has eight documents.
    static var schemas: Int { ProcessInfo.processInfo.environment["JUDGE_SCHEMAS"].flatMap { Int($0) } ?? 25 }

    /// The cases, one JSON object a line.
    static func cases(seed: Int, schemas: Int) throws -> [Substring] {
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["\(root)/Scripts/judge/execute.py", "\(seed)", "\(schemas)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw GraphQLError("The judge ended with status \(process.terminationStatus).", code: .unavailable)
        }
        return text.split(separator: "\n")
    }

    /// Whether two judges say the same: the same data in the same order, and errors at the same paths.
    static func agree(_ expected: JSONValue, _ actual: JSONValue) -> Bool {
        // Of a request error, and of one that no field of the response has, graphql-core says the same.
        guard expected["errors"] == nil else { return actual["data"] ?? .null == .null && actual["errors"] != nil }
        var paths: [JSONValue] = []
        if case .array(let errors)? = actual["errors"] { paths = errors.map { $0["path"] ?? .null } }
        var expectedPaths: [JSONValue] = []
        if case .array(let given)? = expected["paths"] { expectedPaths = given }
        return expected["data"] == actual["data"] && expectedPaths == paths
    }
}

@Test(.enabled(if: ExecutionJudge.isPrepared, "Scripts/judge/prepare makes the other judge's environment"))
func theReferenceImplementationAnswersTheSame() throws {
    let cases = try ExecutionJudge.cases(seed: 1, schemas: ExecutionJudge.schemas)
    #expect(cases.count == ExecutionJudge.schemas * 8)
    var executed = 0
    var lines = MockLines()
    for line in cases {
        let expected = try JSONReader.value(of: String(line))["response"] ?? .null
        var output = ByteBuffer()
        Array(line.utf8).withUnsafeBytes { lines.answer($0, into: &output) }
        let actual = try JSONReader.value(of: output.text)
        #expect(ExecutionJudge.agree(expected, actual), "\(line.prefix(4000))\n\(output.text.prefix(2000))")
        if actual["data"] != nil { executed += 1 }
    }
    // The rest are requests that both refuse.
    #expect(executed > cases.count / 2)
}
