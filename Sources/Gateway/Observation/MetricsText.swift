import Bytes
import Foundation
import Glibc
import Postgres

/// Figures as Prometheus reads them.
///
/// Source: Prometheus, "Exposition formats", text format 0.0.4; names by "Metric and label naming".
struct MetricsText: ~Copyable {
    static let contentType: StaticString = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var bytes = ByteBuffer(capacity: 4 << 10)

    /// - Parameter connections: of clients, open now.
    init(_ figures: Figures, connections: Int) {
        family("gateway_requests_total", "counter", "GraphQL requests that were answered, by HTTP status.")
        for (status, count) in figures.answers.sorted(by: { $0.key < $1.key }) {
            sample("gateway_requests_total", "status=\"\(status)\"", count)
        }
        append(figures.durations)
        counter("gateway_rows_total", "Rows that were read for answers.", figures.rows)
        counter("gateway_requests_shared_total", "Requests that shared the rows of an equal one.", figures.shared)
        caches([("document", figures.documents), ("plan", figures.plans), ("session", figures.sessions)])
        counter("gateway_statements_total", "Statements of queries that were sent.", figures.database.statements)
        counter("gateway_flushes_total", "Batches that the statements went out in.", figures.database.flushes)
        counter(
            "gateway_statements_prepared_total",
            "Statements that a connection prepared.",
            figures.database.prepared
        )
        counter("gateway_events_total", "Events that subscribers were told.", figures.events)
        gauge("gateway_streams", "Subscribers' open streams.", figures.streams)
        gauge("gateway_client_connections", "Open connections of clients.", connections)
        process()
    }

    private mutating func append(_ durations: DurationHistogram) {
        let name = "gateway_request_duration_seconds"
        family(name, "histogram", "From a request's arrival to its answer.")
        var total = 0
        for (bound, count) in zip(DurationHistogram.bounds, durations.counts) {
            total += count
            sample(name + "_bucket", "le=\"\(Double(bound) / 1e6)\"", total)
        }
        total += durations.counts.last ?? 0
        sample(name + "_bucket", "le=\"+Inf\"", total)
        line("\(name)_sum \(Double(durations.sum) / 1e6)")
        line("\(name)_count \(total)")
    }

    private mutating func caches(_ caches: [(name: String, count: HitCount)]) {
        family("gateway_cache_hits_total", "counter", "How often a cache had what it was asked for.")
        for cache in caches { sample("gateway_cache_hits_total", "cache=\"\(cache.name)\"", cache.count.hits) }
        family("gateway_cache_misses_total", "counter", "How often it had not.")
        for cache in caches { sample("gateway_cache_misses_total", "cache=\"\(cache.name)\"", cache.count.misses) }
        family("gateway_cache_entries", "gauge", "What the caches hold.")
        for cache in caches { sample("gateway_cache_entries", "cache=\"\(cache.name)\"", cache.count.entries) }
    }

    /// What the kernel says of this process: proc(5), getrusage(2).
    private mutating func process() {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        family("process_cpu_seconds_total", "counter", "Processor time of this process.")
        line("process_cpu_seconds_total \(seconds)")
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return }
        gauge("process_resident_memory_bytes", "Memory of this process.", pages * Int(sysconf(Int32(_SC_PAGESIZE))))
    }

    private mutating func counter(_ name: String, _ help: String, _ value: Int) {
        family(name, "counter", help)
        line("\(name) \(value)")
    }

    private mutating func gauge(_ name: String, _ help: String, _ value: Int) {
        family(name, "gauge", help)
        line("\(name) \(value)")
    }

    private mutating func family(_ name: String, _ type: String, _ help: String) {
        line("# HELP \(name) \(help)")
        line("# TYPE \(name) \(type)")
    }

    private mutating func sample(_ name: String, _ label: String, _ value: Int) {
        line("\(name){\(label)} \(value)")
    }

    private mutating func line(_ text: String) {
        bytes.append(text)
        bytes.append("\n")
    }
}
