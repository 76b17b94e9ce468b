package import GraphQL

/// Writes out what a schema's author leaves to the gateway: the types of every connection
/// and the paging arguments of the fields that return one.
///
///     orders: OrderConnection @join(columns: ["agreement_id"])
///
/// becomes `orders(first: Int, after: String, last: Int, before: String): OrderConnection`, with
/// `OrderConnection`, `OrderEdge` and `PageInfo` defined.
package enum SchemaExpansion {
    /// The documents with paging arguments added, and one more document with the derived types.
    package static func expand(_ documents: [AST.Document]) throws(GraphQLError) -> [AST.Document] {
        let defined = definedTypes(documents)
        var targets: [String] = []
        var expanded = documents
        for document in expanded.indices {
            for definition in expanded[document].definitions.indices {
                addPaging(to: &expanded[document].definitions[definition], defined: defined, targets: &targets)
            }
        }
        guard !targets.isEmpty else { return documents }
        var sdl = defined.contains("PageInfo") ? "" : pageInfo
        for target in targets { sdl += connectionTypes(of: target) }
        expanded.append(try Parser.parseDocument(sdl, source: UInt32(documents.count), limits: .schemas))
        return expanded
    }

    /// The row type of a connection type's name, if it has that form: `OrderConnection` → `Order`.
    package static func target(ofConnection name: String) -> String? {
        guard name.hasSuffix("Connection"), name != "Connection" else { return nil }
        return String(name.dropLast("Connection".count))
    }

    private static func definedTypes(_ documents: [AST.Document]) -> Set<String> {
        var names: Set<String> = []
        for document in documents {
            for case .type(let type) in document.definitions { names.insert(type.name.text) }
        }
        return names
    }

    private static func addPaging(to definition: inout AST.Definition, defined: Set<String>, targets: inout [String]) {
        func expand(_ type: AST.TypeDefinition) -> AST.TypeDefinition {
            guard case .object(let interfaces, var fields) = type.kind else { return type }
            for index in fields.indices {
                let name = fields[index].type.namedType.text
                guard let target = target(ofConnection: name), defined.contains(target), !defined.contains(name) else {
                    continue
                }
                if !targets.contains(target) { targets.append(target) }
                fields[index].arguments += pagingArguments(at: fields[index].name.location)
            }
            var type = type
            type.kind = .object(interfaces: interfaces, fields: fields)
            return type
        }
        switch definition {
        case .type(let type): definition = .type(expand(type))
        case .typeExtension(let type): definition = .typeExtension(expand(type))
        default: break
        }
    }

    private static func pagingArguments(at location: SourceLocation) -> [AST.InputValueDefinition] {
        func argument(_ name: String, _ type: String, _ description: String) -> AST.InputValueDefinition {
            AST.InputValueDefinition(
                description: AST.Description(description, isBlock: false, at: location),
                name: AST.Name(name, at: location),
                type: .named(AST.Name(type, at: location))
            )
        }
        return [
            argument("first", "Int", "At most this many rows, from the front."),
            argument("after", "String", "Only rows behind this cursor."),
            argument("last", "Int", "At most this many rows, from the end."),
            argument("before", "String", "Only rows before this cursor."),
        ]
    }

    private static let pageInfo = """
        "Where a page lies in its list."
        type PageInfo {
          "Whether rows follow the last one of this page."
          hasNextPage: Boolean!
          "Whether rows precede the first one of this page."
          hasPreviousPage: Boolean!
          "Cursor of the first row; null on an empty page."
          startCursor: String
          "Cursor of the last row; null on an empty page."
          endCursor: String
        }

        """

    private static func connectionTypes(of target: String) -> String {
        """
        "A page of a list of `\(target)`."
        type \(target)Connection {
          "The rows of this page."
          nodes: [\(target)!]!
          "The rows of this page, each with its cursor."
          edges: [\(target)Edge!]!
          pageInfo: PageInfo!
          "Number of rows in the whole list. Counted only when selected."
          totalCount: Int!
        }
        "A row of a list of `\(target)`."
        type \(target)Edge {
          "The row's place in its list, for `after` and `before`."
          cursor: String!
          node: \(target)!
        }

        """
    }
}
