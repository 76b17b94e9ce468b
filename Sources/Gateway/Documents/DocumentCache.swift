import Glibc
import GraphQL

/// Documents by their bytes, so that a request whose document is known is neither parsed nor validated.
final class DocumentCache {
    private struct Entry {
        let bytes: [UInt8]
        let document: PreparedDocument
    }

    private let schema: Schema
    private let parserLimits: ParserLimits
    private let operationLimits: OperationLimits
    private let maximum: Int
    private var entries: [UInt64: [Entry]] = [:]
    private var count = 0
    private var turn = 0
    private(set) var hits = 0
    private(set) var misses = 0

    /// Bytes of the largest document that is kept.
    private static let maximumBytes = 32 << 10

    /// - Parameter maximum: how many documents are kept.
    init(schema: Schema, parserLimits: ParserLimits, operationLimits: OperationLimits, maximum: Int = 1_000) {
        self.schema = schema
        self.parserLimits = parserLimits
        self.operationLimits = operationLimits
        self.maximum = maximum
    }

    /// The document of these bytes.
    ///
    /// - Throws: what is wrong with it. Faulty documents are not kept.
    func document(_ bytes: UnsafeRawBufferPointer) throws(ErrorList) -> PreparedDocument {
        turn += 1
        let hash = DocumentCache.hash(bytes)
        if let entry = entries[hash]?.first(where: { DocumentCache.areEqual($0.bytes, bytes) }) {
            hits += 1
            entry.document.lastUse = turn
            return entry.document
        }
        misses += 1
        let parsed: AST.Document
        do throws(GraphQLError) {
            parsed = try Parser.parseDocument(bytes, limits: parserLimits)
        } catch {
            throw ErrorList([error])
        }
        let errors = Validator.validate(parsed, schema: schema, limits: operationLimits)
        if !errors.isEmpty { throw ErrorList(errors) }
        let document = PreparedDocument(parsed)
        document.lastUse = turn
        // Large ones are rare, and a thousand of them would be too much memory.
        if bytes.count > DocumentCache.maximumBytes { return document }
        if count >= maximum { evict() }
        entries[hash, default: []].append(Entry(bytes: Array(bytes), document: document))
        count += 1
        return document
    }

    /// Drops the quarter that was not asked for longest.
    private func evict() {
        let uses = entries.values.joined().map(\.document.lastUse).sorted()
        let limit = uses[uses.count / 4]
        entries = entries.compactMapValues { same in
            let kept = same.filter { $0.document.lastUse > limit }
            return kept.isEmpty ? nil : kept
        }
        count = entries.values.reduce(0) { $0 + $1.count }
    }

    private static func areEqual(_ one: [UInt8], _ other: UnsafeRawBufferPointer) -> Bool {
        guard one.count == other.count, let start = other.baseAddress else { return one.count == other.count }
        return one.withUnsafeBytes { $0.baseAddress.map { memcmp($0, start, other.count) == 0 } ?? true }
    }

    /// A hash for the table's sake; equality is decided by the bytes.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
