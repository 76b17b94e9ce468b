import Foundation
import Gateway
import HTTP
import TestSupport
import Testing

/// What operators are served: figures, on an address of their own.
@Suite struct MetricsTests {
    private let gateway: TestGateway

    init() throws {
        gateway = try TestGateway { settings in
            settings.metricsListen = .tcp(host: "127.0.0.1", port: 0)
            settings.eventLoops = 2
        }
    }

    private func get(_ target: String, _ method: String = "GET") throws -> HTTPAnswer {
        try HTTPClient(port: try #require(gateway.metricsPort)).request(method, target)
    }

    /// Samples by name and label.
    private func samples() throws -> [String: Double] {
        var samples: [String: Double] = [:]
        for line in try get("/metrics").text.split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            try #require(words.count == 2, "\(line)")
            let value: Double = try #require(Double(words[1]), "\(line)")
            samples[String(words[0])] = value
        }
        return samples
    }

    @Test func requestsOfAllLoopsAreCountedByStatus() throws {
        let clients = try (0..<4).map { _ in try gateway.anonymous() }
        for client in clients { #expect(try client.ask("{ __typename }").status == 200) }
        #expect(try clients[0].ask("{ nonsense").status == 400)
        // All of them are connected while it is counted.
        let samples = try withExtendedLifetime(clients) { try self.samples() }
        #expect(samples["gateway_requests_total{status=\"200\"}"] == 4)
        #expect(samples["gateway_requests_total{status=\"400\"}"] == 1)
        #expect(samples["gateway_request_duration_seconds_count"] == 5)
        #expect(samples["gateway_request_duration_seconds_bucket{le=\"+Inf\"}"] == 5)
        #expect(samples["gateway_client_connections"] == 4)
    }

    @Test func cachesTellHowOftenTheyHadWhatWasAskedFor() throws {
        let caller = try gateway.signedIn()
        let before = try samples()
        for _ in 0..<3 {
            #expect(try caller.ask("query Cached { agreements(first: 2) { nodes { number } } }").status == 200)
        }
        let after = try samples()
        func growth(_ name: String) -> Double { (after[name] ?? 0) - (before[name] ?? 0) }
        #expect(growth("gateway_cache_misses_total{cache=\"document\"}") == 1)
        #expect(growth("gateway_cache_hits_total{cache=\"document\"}") == 2)
        #expect(growth("gateway_cache_misses_total{cache=\"plan\"}") == 1)
        #expect(growth("gateway_cache_hits_total{cache=\"plan\"}") == 2)
        #expect(growth("gateway_cache_entries{cache=\"plan\"}") == 1)
        #expect(
            growth("gateway_cache_hits_total{cache=\"session\"}")
                + growth("gateway_cache_misses_total{cache=\"session\"}") == 3
        )
        #expect(growth("gateway_rows_total") == 6)
        #expect(growth("gateway_statements_prepared_total") >= 1)
    }

    @Test func processTellsItsTimeAndMemory() throws {
        let samples = try samples()
        #expect(samples["process_cpu_seconds_total"] ?? 0 > 0)
        #expect(samples["process_resident_memory_bytes"] ?? 0 > 1_000_000)
    }

    /// HELP and TYPE stand before a family's samples, once (Prometheus, exposition formats).
    @Test func everyFamilyIsDescribedOnceBeforeItsSamples() throws {
        let answer = try get("/metrics")
        #expect(answer["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        var described: [String] = []
        for line in answer.text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.hasPrefix("# HELP") {
                #expect(!described.contains(String(words[2])))
                described.append(String(words[2]))
            } else if !line.hasPrefix("#") {
                let family = try #require(described.last)
                #expect(line.hasPrefix(family), "\(line) after \(family)")
            }
        }
        #expect(described.count >= 12)
    }

    @Test func nothingElseIsServedThere() throws {
        #expect(try get("/graphql").status == 404)
        #expect(try get("/").status == 404)
        #expect(try get("/metrics", "POST").status == 405)
    }

    @Test func clientsAreNotServedFigures() throws {
        #expect(try gateway.anonymous().get("/metrics").status == 404)
    }

    @Test func figuresAreServedNowhereUnlessAskedFor() throws {
        #expect(try TestGateway().metricsPort == nil)
    }
}
