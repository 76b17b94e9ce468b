import GraphQL
import Planning
import Testing

@testable import Gateway

/// What is kept of documents and their plans, and how much at most.
@Suite struct DocumentCacheTests {
    private func cache(_ bounds: DocumentCache.Bounds) throws -> DocumentCache {
        DocumentCache(
            schema: try SampleDatabase.catalog().schema,
            parserLimits: .requests,
            operationLimits: OperationLimits(),
            maximum: bounds
        )
    }

    private func ask(_ cache: DocumentCache, _ text: String) throws {
        _ = try Array(text.utf8).withUnsafeBytes { bytes throws(ErrorList) in try cache.document(bytes) }
    }

    @Test func whatWasAskedForLatelyIsKept() throws {
        let cache = try cache(DocumentCache.Bounds(documents: 8))
        for number in 0..<100 {
            try ask(cache, "{ __typename }")
            try ask(cache, "query Q\(number) { __typename }")
        }
        #expect(cache.count.hits == 99)
        #expect(cache.count.entries <= 8)
    }

    @Test func textsHaveSoManyBytesTogetherAtMost() throws {
        let cache = try cache(DocumentCache.Bounds(bytes: 2_000))
        for number in 0..<100 {
            try ask(cache, "query Q\(number) { __typename } #" + String(repeating: "-", count: 300))
        }
        #expect(cache.count.entries >= 3)
        #expect(cache.count.entries <= 6)
    }

    @Test func largeTextIsNotKept() throws {
        let cache = try cache(DocumentCache.Bounds(bytesOfOne: 100))
        for _ in 0..<2 { try ask(cache, "{ __typename } #" + String(repeating: "-", count: 300)) }
        #expect(cache.count.hits == 0)
        #expect(cache.count.entries == 0)
    }

    @Test func plansHaveSoManyFieldsTogetherAtMost() throws {
        let catalog = try SampleDatabase.catalog()
        let cache = try cache(DocumentCache.Bounds(planFields: 20))
        let statements = StatementTable()
        for number in 0..<50 {
            let text = "query Q\(number) { agreements { nodes { number title status } } }"
            let document = try Array(text.utf8).withUnsafeBytes { bytes throws(ErrorList) in try cache.document(bytes) }
            _ = try document.operation(named: nil).plan(
                permissions: catalog.permissions.anonymousMask,
                policy: .null,
                variables: [],
                catalog: catalog,
                statements: statements
            )
            // One plan more may be there until the next document is asked for.
            #expect(cache.plans.fields <= 30, "after \(number)")
        }
        #expect(cache.plans.hits.misses == 50)
        #expect(cache.plans.hits.entries > 0)
        #expect(cache.plans.hits.entries <= 20)
    }
}
