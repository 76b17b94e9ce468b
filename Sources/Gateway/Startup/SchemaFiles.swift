import Foundation
package import GraphQL

/// The schema's files: `*.graphql` of a folder, in the order of their names.
package struct SchemaFiles: Sendable {
    /// Paths as messages show them; `SourceLocation.source` is a position here.
    package let paths: [String]
    package let documents: [AST.Document]

    /// Reads and parses a folder, or a single file.
    ///
    /// - Throws: every file's fault, each as `path:line:column: message`.
    package init(at path: String) throws(StartupError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw StartupError("There is no schema at \(path). Name a folder of .graphql files with --schema.")
        }
        var files = [path]
        if isFolder.boolValue {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            files = names.filter { $0.hasSuffix(".graphql") }.sorted().map { "\(path)/\($0)" }
            if files.isEmpty { throw StartupError("The folder \(path) has no .graphql files.") }
        }
        var documents: [AST.Document] = []
        var faults: [String] = []
        for (index, file) in files.enumerated() {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw StartupError("\(file) cannot be read.")
            }
            do throws(GraphQLError) {
                documents.append(
                    try Parser.parseDocument(
                        String(decoding: data, as: UTF8.self),
                        source: UInt32(index),
                        limits: .schemas
                    )
                )
            } catch {
                faults.append(SchemaFiles.text(of: error, paths: files))
            }
        }
        if !faults.isEmpty { throw StartupError(faults.joined(separator: "\n")) }
        paths = files
        self.documents = documents
    }

    /// `Schema/orders.graphql:12:3: message`
    package func text(of error: GraphQLError) -> String {
        SchemaFiles.text(of: error, paths: paths)
    }

    private static func text(of error: GraphQLError, paths: [String]) -> String {
        guard let location = error.locations.first, Int(location.source) < paths.count else { return error.message }
        return "\(paths[Int(location.source)]):\(location.line):\(location.column): \(error.message)"
    }
}

/// Why the gateway does not start, for the person who starts it: what is wrong, where, and what to do.
package struct StartupError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
