import ArgumentParser
import Check
import Foundation

/// Reads the GraphQL files that a command was given.
enum SourceFiles {
    /// The files of these paths, in order; of a folder, its `.graphql`, `.graphqls` and `.gql` files by name.
    static func read(_ paths: [String]) throws -> [SourceText] {
        try paths.flatMap(expand).map { path in
            guard let data = FileManager.default.contents(atPath: path) else {
                throw ValidationError("\(path) cannot be read.")
            }
            return SourceText(name: path, text: Array(data))
        }
    }

    private static func expand(_ path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw ValidationError("There is no file or folder \(path).")
        }
        guard isFolder.boolValue else { return [path] }
        let endings = [".graphql", ".graphqls", ".gql"]
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        let files = names.filter { name in endings.contains { name.hasSuffix($0) } }
        if files.isEmpty { throw ValidationError("The folder \(path) has no .graphql files.") }
        return files.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
    }
}
