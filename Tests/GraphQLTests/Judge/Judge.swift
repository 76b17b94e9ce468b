import Foundation

@testable import GraphQL

/// A schema and documents for it, for both judges.
struct JudgeCase {
    let seed: UInt64
    let schema: String
    let documents: [String]
}

/// What one judge says of a text. Two verdicts are equal if the errors are at the same places.
struct Verdict: Equatable {
    var isSyntaxError = false
    /// All places of all errors.
    var places: Set<[Int]> = []
    /// The errors themselves, if they are ours.
    var errors: [GraphQLError] = []
    /// Errors for which no place is given.
    var unplacedErrors = 0

    static func == (one: Verdict, other: Verdict) -> Bool {
        one.isSyntaxError == other.isSyntaxError && one.places == other.places && one.isValid == other.isValid
    }

    init(isSyntaxError: Bool = false, errors: [[[Int]]]) {
        self.isSyntaxError = isSyntaxError
        places = Set(errors.joined())
        unplacedErrors = errors.count { $0.isEmpty }
    }

    init(_ errors: [GraphQLError]) {
        self.errors = errors
        places = Set(errors.flatMap { $0.locations.map { [Int($0.line), Int($0.column)] } })
        unplacedErrors = errors.count { $0.locations.isEmpty }
        isSyntaxError = errors.contains { $0.code == .parseFailed }
    }

    var isValid: Bool { !isSyntaxError && places.isEmpty && unplacedErrors == 0 }
}

/// What graphql-core says of a case.
struct JudgeVerdict: Decodable {
    struct SchemaVerdict: Decodable {
        let syntax: [Int]?
        /// Errors of the document's own rules; if there are any, nothing else was asked.
        let document: [[[Int]]]
        let types: [[[Int]]]?

        var verdict: Verdict {
            Verdict(isSyntaxError: syntax != nil, errors: document + (types ?? []) + (syntax.map { [[$0]] } ?? []))
        }
    }

    struct DocumentVerdict: Decodable {
        let syntax: [Int]?
        let errors: [[[Int]]]

        var verdict: Verdict { Verdict(isSyntaxError: syntax != nil, errors: errors + (syntax.map { [[$0]] } ?? [])) }
    }

    let schema: SchemaVerdict
    let documents: [DocumentVerdict]?
}

/// Asks graphql-core, in a process of its own.
enum Judge {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The interpreter of the virtual environment that `Scripts/judge/prepare` makes; `nil` if it was not made.
    static var python: String? {
        let path = ProcessInfo.processInfo.environment["JUDGE_PYTHON"] ?? "\(root)/.venv-judge/bin/python3"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }

    private static var root: String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path(percentEncoded: false)
    }

    static func verdicts(on cases: [JudgeCase]) throws -> [JudgeVerdict] {
        let lines = try cases.map { item in
            try JSONSerialization.data(withJSONObject: ["schema": item.schema, "documents": item.documents])
        }
        return try ask(lines).map { try JSONDecoder().decode(JudgeVerdict.self, from: $0) }
    }

    /// Answers to questions of other kinds, as JSON texts.
    static func answers(to questions: [[String: String]]) throws -> [String] {
        try ask(try questions.map { try JSONSerialization.data(withJSONObject: $0) }).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// One line of JSON for each line of JSON.
    private static func ask(_ lines: [Data]) throws -> [Data] {
        guard let python else { throw Failure(description: "no interpreter; run Scripts/judge/prepare") }
        let folder = FileManager.default.temporaryDirectory.appending(path: "judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let input = folder.appending(path: "cases")
        let output = folder.appending(path: "verdicts")
        try Data(lines.joined(separator: Data("\n".utf8)) + Data("\n".utf8)).write(to: input)
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["\(root)/Scripts/judge/judge.py"]
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "the judge failed") }
        let answers = try Data(contentsOf: output).split(separator: UInt8(ascii: "\n"))
        guard answers.count == lines.count else { throw Failure(description: "the judge answered too little") }
        return answers
    }
}
