/// Schemas by their text, for one process that meets the same few schemas again and again.
package struct SchemaCache {
    private var schemas: [String: Result<Schema, ErrorList>] = [:]
    /// In the order of their first use; the oldest goes first.
    private var order: [String] = []
    private let capacity: Int

    package init(capacity: Int = 64) {
        self.capacity = capacity
    }

    /// The schema of a text.
    ///
    /// - Throws: what is wrong with it, the same each time.
    package mutating func schema(_ sdl: String) throws(ErrorList) -> Schema {
        if let known = schemas[sdl] { return try known.get() }
        let result = Result { () throws(ErrorList) -> Schema in try SchemaCache.build(sdl) }
        if order.count == capacity { schemas[order.removeFirst()] = nil }
        order.append(sdl)
        schemas[sdl] = result
        return try result.get()
    }

    private static func build(_ sdl: String) throws(ErrorList) -> Schema {
        let document: AST.Document
        do throws(GraphQLError) {
            document = try Parser.parseDocument(sdl, limits: .schemas)
        } catch {
            throw ErrorList([error])
        }
        do throws(SchemaErrors) {
            return try SchemaBuilder.build([document])
        } catch {
            throw ErrorList(error.errors)
        }
    }
}
