import Accounts
import Foundation
import Gateway
import Planning
import Postgres
import TestSupport

/// The repository's schema with changes, in a folder of its own that lasts as long as this does.
final class SchemaVariant {
    let folder: String

    /// - Parameter changes: texts of the files and what stands there instead.
    init(_ changes: [(old: String, new: String)] = [], extra: String? = nil) throws {
        folder = NSTemporaryDirectory() + "gateway-schema-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var open = changes
        for name in try FileManager.default.contentsOfDirectory(atPath: SampleDatabase.schemaFolder) {
            var text = try String(contentsOfFile: "\(SampleDatabase.schemaFolder)/\(name)", encoding: .utf8)
            for change in changes where text.contains(change.old) {
                text = text.replacingOccurrences(of: change.old, with: change.new)
                open.removeAll { $0.old == change.old }
            }
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        if let extra { try extra.write(toFile: "\(folder)/variant.graphql", atomically: true, encoding: .utf8) }
        if let missing = open.first { throw UnexpectedAnswer(description: "no schema file says: \(missing.old)") }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func catalog(_ database: TestDatabase) throws -> Catalog {
        try Catalog.load(schema: folder, connection: try database.connect(role: DatabaseRole.queries))
    }
}
