import Bytes

/// An answer whose length nobody knows beforehand, sent piece by piece (chunked, RFC 9112, section 7.1; to HTTP/1.0 up
/// to the end of the connection).
///
/// Belongs to the thread of its event loop. Whoever writes looks at `pendingBytes` and waits for `drained`: what the
/// client does not read stays in memory.
package final class HTTPStream {
    private weak var connection: HTTPConnection?
    private let isChunked: Bool
    /// Everything written so far has been taken by the socket, after some of it had to wait.
    package var drained: () -> Void = {}
    /// The connection ended before `finish()`. Called once.
    package var closed: () -> Void = {}

    init(connection: HTTPConnection, isChunked: Bool) {
        self.connection = connection
        self.isChunked = isChunked
    }

    /// Whether there is still somebody to write to.
    package var isOpen: Bool { connection != nil }

    /// Bytes that the socket has not taken yet.
    package var pendingBytes: Int { connection?.pendingBytes ?? 0 }

    /// Sends a piece.
    package func write(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        let isChunked = isChunked
        connection?.write { buffer in
            guard isChunked else { return buffer.append(bytes) }
            buffer.append(String(bytes.count, radix: 16))
            buffer.append("\r\n")
            buffer.append(bytes)
            buffer.append("\r\n")
        }
    }

    /// Ends the answer; the connection may be used for the next request.
    package func finish() {
        guard let connection else { return }
        self.connection = nil
        connection.finish(isChunked: isChunked)
    }

    /// Ends the connection without the answer's end, so that the client knows that something is missing.
    package func abort() {
        guard let connection else { return }
        self.connection = nil
        connection.abort()
    }

    /// The connection has gone.
    func lost() {
        connection = nil
        closed()
    }
}
