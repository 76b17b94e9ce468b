package import GraphQL

/// Writes out what a schema's author leaves to the gateway.
///
///     orders: OrderConnection @join(columns: ["agreement_id"])
///
/// becomes `orders(filter: OrderFilter, orderBy: [OrderOrderBy!], first: Int, after: String, last: Int, before: String)`,
/// with `OrderConnection` and everything below it defined; stored types with an id become `Node`s, and the query
/// root gets `node` and `nodes`.
package struct SchemaExpansion {
    /// The documents, completed, and one more with the derived types.
    package private(set) var documents: [AST.Document]
    /// Derived output types by name.
    package var roles: [String: DerivedRole] { derived.roles }
    private let declared: DeclaredTypes
    private var derived: DerivedTypes
    private var targets: [String] = []

    package init(_ documents: [AST.Document]) throws(GraphQLError) {
        self.documents = documents
        declared = DeclaredTypes(documents)
        derived = DerivedTypes(declared: declared)
        let nodes = declared.nodeTypes
        for document in documents.indices {
            for definition in documents[document].definitions.indices {
                var completed = documents[document].definitions[definition]
                complete(&completed, nodes: nodes)
                self.documents[document].definitions[definition] = completed
            }
        }
        if !targets.isEmpty { pageInfo() }
        for target in targets { connection(of: target) }
        if !nodes.isEmpty && !declared.contains("Node") { derived.define("Node", SchemaExpansion.node) }
        derived.finish()
        try checkNames()
        guard !derived.sdl.isEmpty else { return }
        self.documents.append(
            try Parser.parseDocument(derived.sdl, source: UInt32(documents.count), limits: .schemas)
        )
    }

    /// The row type of a connection type's name, if it has that form: `OrderConnection` → `Order`.
    package static func target(ofConnection name: String) -> String? {
        guard name.hasSuffix("Connection"), name != "Connection" else { return nil }
        return String(name.dropLast("Connection".count))
    }

    /// Enums whose values decide a statement's text.
    static let structuralEnums: Set<String> = ["OrderDirection", "Grouping", "DateGrouping"]

    private func checkNames() throws(GraphQLError) {
        for name in derived.names {
            guard let mine = declared.definitions[name]?.first else { continue }
            throw GraphQLError(
                "The gateway derives a type `\(name)` of its own. Give yours another name.",
                code: .validationFailed,
                at: [mine.name.location],
                rule: "derived-type-name"
            )
        }
    }

    // MARK: Definitions

    private mutating func complete(_ definition: inout AST.Definition, nodes: [String]) {
        switch definition {
        case .type(var type):
            addPaging(to: &type)
            if nodes.contains(type.name.text) { implementNode(&type) }
            if type.name.text == declared.queryType && !nodes.isEmpty { addNodeFields(to: &type) }
            definition = .type(type)
        case .typeExtension(var type):
            addPaging(to: &type)
            definition = .typeExtension(type)
        default: break
        }
    }

    private mutating func addPaging(to type: inout AST.TypeDefinition) {
        guard case .object(let interfaces, var fields) = type.kind else { return }
        for index in fields.indices {
            let name = fields[index].type.namedType.text
            guard let target = SchemaExpansion.target(ofConnection: name), declared.contains(target) else { continue }
            if !targets.contains(target) { targets.append(target) }
            let location = fields[index].name.location
            if declared.isStored(target) { fields[index].arguments += conditionArguments(target, at: location) }
            fields[index].arguments += pagingArguments(at: location)
        }
        type.kind = .object(interfaces: interfaces, fields: fields)
    }

    private mutating func conditionArguments(
        _ target: String,
        at location: SourceLocation
    ) -> [AST.InputValueDefinition] {
        let filter = derived.filter(of: target)
        var arguments = [
            argument("filter", .named(AST.Name(filter, at: location)), "Only rows that are like this.", at: location)
        ]
        if derived.isSortable(target) {
            let item = AST.TypeReference.nonNull(.named(AST.Name(derived.ordering(of: target), at: location)))
            arguments.append(
                argument("orderBy", .list(item, location), "The order, by the first term foremost.", at: location)
            )
        }
        return arguments
    }

    private func pagingArguments(at location: SourceLocation) -> [AST.InputValueDefinition] {
        func paging(_ name: String, _ type: String, _ description: String) -> AST.InputValueDefinition {
            argument(name, .named(AST.Name(type, at: location)), description, at: location)
        }
        return [
            paging("first", "Int", "At most this many rows, from the front."),
            paging("after", "String", "Only rows behind this cursor."),
            paging("last", "Int", "At most this many rows, from the end."),
            paging("before", "String", "Only rows before this cursor."),
        ]
    }

    private func argument(
        _ name: String,
        _ type: AST.TypeReference,
        _ description: String,
        at location: SourceLocation
    ) -> AST.InputValueDefinition {
        AST.InputValueDefinition(
            description: AST.Description(description, isBlock: false, at: location),
            name: AST.Name(name, at: location),
            type: type
        )
    }

    // MARK: Nodes

    private func implementNode(_ type: inout AST.TypeDefinition) {
        guard case .object(var interfaces, let fields) = type.kind, !interfaces.contains(where: { $0.text == "Node" })
        else { return }
        interfaces.append(AST.Name("Node", at: type.name.location))
        type.kind = .object(interfaces: interfaces, fields: fields)
    }

    private func addNodeFields(to type: inout AST.TypeDefinition) {
        guard case .object(let interfaces, var fields) = type.kind else { return }
        let location = type.name.location
        let id = AST.TypeReference.nonNull(.named(AST.Name("ID", at: location)))
        let node = AST.TypeReference.named(AST.Name("Node", at: location))
        func add(_ name: String, _ parameter: AST.InputValueDefinition, _ type: AST.TypeReference, _ text: String) {
            guard !fields.contains(where: { $0.name.text == name }) else { return }
            fields.append(
                AST.FieldDefinition(
                    description: AST.Description(text, isBlock: false, at: location),
                    name: AST.Name(name, at: location),
                    arguments: [parameter],
                    type: type
                )
            )
        }
        add(
            "node",
            argument("id", id, "As an object's `id` says it.", at: location),
            node,
            "The object with an id; null if there is none that the caller may see."
        )
        add(
            "nodes",
            argument("ids", .nonNull(.list(id, location)), "As objects' `id`s say them.", at: location),
            .nonNull(.list(node, location)),
            "The objects with these ids, in their order; null for each that there is not, or that the caller may not see."
        )
        type.kind = .object(interfaces: interfaces, fields: fields)
    }

    private static let node = """
        "An object that can be fetched again by its id."
        interface Node {
          "Opaque, and different from every other object's."
          id: ID!
        }

        """

    // MARK: Connections

    private mutating func pageInfo() {
        derived.define(
            "PageInfo",
            """
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
        )
    }

    private mutating func connection(of target: String) {
        var figures = ""
        if declared.isStored(target) {
            figures = """
                  "Figures over the whole list."
                  aggregate: \(derived.aggregate(of: target))!

                """
            if derived.isGroupable(target) {
                figures += """
                      "Figures over the whole list, by groups of rows. By default in the order of the groups' keys."
                      groups(
                        "What the rows of one group agree in."
                        by: [\(target)GroupBy!]!
                        orderBy: [\(target)GroupOrderBy!]
                        "At most this many groups."
                        first: Int
                      ): [\(derived.groups(of: target))!]!

                    """
            }
        }
        derived.define(
            "\(target)Connection",
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
            \(figures)}

            """
        )
        derived.define(
            "\(target)Edge",
            """
            "A row of a list of `\(target)`."
            type \(target)Edge {
              "The row's place in its list, for `after` and `before`."
              cursor: String!
              node: \(target)!
            }

            """
        )
    }
}

extension DeclaredTypes {
    /// Stored types with an id that a query reaches other than through the caller's session: what `node` may show is
    /// what lists and lookups may show.
    var nodeTypes: [String] {
        var reached: Set<String> = []
        var pending = [queryType]
        while let type = pending.popLast() {
            guard reached.insert(type).inserted else { continue }
            for field in allFields(of: type) where DirectiveReader(directives: field.directives).find("session") == nil
            {
                let named = field.type.namedType.text
                pending.append(SchemaExpansion.target(ofConnection: named) ?? named)
            }
        }
        return reached.filter { type in
            isStored(type)
                && fields(of: type).contains { if case .identifier = $0.role { true } else { false } }
        }.sorted()
    }
}
