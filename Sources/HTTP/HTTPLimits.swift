/// Bounds on what one connection may cost. All are settings.
package struct HTTPLimits: Sendable {
    /// Bytes of a request's body.
    package var body = 1 << 20
    /// Number of header fields.
    package var headers = 100
    /// Bytes of request line and header fields together.
    package var head = 64 << 10
    /// Bytes of the request target.
    package var target = 16 << 10
    /// From the first byte of a head to its end.
    package var headTimeout: Duration = .seconds(10)
    /// From the end of the head to the end of the body.
    package var bodyTimeout: Duration = .seconds(30)
    /// Between two requests of a connection.
    package var idleTimeout: Duration = .seconds(60)
    /// Without progress while a response is being sent.
    package var writeTimeout: Duration = .seconds(30)
    /// Open connections of one listener.
    package var connections = 10_000

    package init() {}
}
