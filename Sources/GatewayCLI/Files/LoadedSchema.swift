import ArgumentParser
import Check
import Foundation
import GraphQL
import Planning

/// A schema of files for a command that needs a whole one.
enum LoadedSchema {
    /// Reads, expands and builds; says all that is wrong on standard error and ends the command otherwise.
    static func load(_ paths: [String]) throws -> Schema {
        let files = try SourceFiles.read(paths)
        var errors: [GraphQLError] = []
        let check = SchemaCheck(schema: files, completion: completion)
        if let schema = check.buildSchema(&errors) { return ExpandedSchema.visible(schema, sources: files.count) }
        FileHandle.standardError.write(Data(CheckReport(errors: errors, names: files.map(\.name)).text.utf8))
        throw ExitCode.failure
    }

    /// Adds what the gateway adds, if the files ask for it; any standard SDL stays as it is.
    static func completion(_ documents: [AST.Document]) throws(GraphQLError) -> [AST.Document] {
        ExpandedSchema.isNeeded(for: documents) ? try ExpandedSchema.complete(documents) : documents
    }
}
