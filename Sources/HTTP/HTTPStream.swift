import Bytes

/// How the end of an answer that comes in pieces is known (RFC 9112, section 6.3).
enum StreamFraming: Equatable {
    /// `Transfer-Encoding: chunked`
    case chunks
    /// `Content-Length`, in bytes.
    case length(Int)
    /// To HTTP/1.0: where the connection ends.
    case untilClose
}

/// An answer that is sent piece by piece: chunked if nobody knows its length beforehand (RFC 9112, section 7.1).
///
/// Belongs to the thread of its event loop. Whoever writes looks at `pendingBytes` and waits for `drained`: what the
/// client does not read stays in memory.
package final class HTTPStream {
    private weak var connection: HTTPConnection?
    private let framing: StreamFraming
    /// Bytes of the answer's body.
    private var written = 0
    /// Everything written so far has been taken by the socket, after some of it had to wait.
    package var drained: () -> Void = {}
    /// The connection ended before `finish()`. Called once.
    package var closed: () -> Void = {}

    init(connection: HTTPConnection, framing: StreamFraming) {
        self.connection = connection
        self.framing = framing
    }

    /// Whether there is still somebody to write to.
    package var isOpen: Bool { connection != nil }

    /// Bytes that the socket has not taken yet.
    package var pendingBytes: Int { connection?.pendingBytes ?? 0 }

    /// Sends a piece.
    package func write(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        written += bytes.count
        let framing = framing
        if case .length(let length) = framing {
            precondition(written <= length, "\(written) bytes are written of an answer of \(length)")
        }
        connection?.write { buffer in
            guard framing == .chunks else { return buffer.append(bytes) }
            buffer.append(String(bytes.count, radix: 16))
            buffer.append("\r\n")
            buffer.append(bytes)
            buffer.append("\r\n")
        }
    }

    /// Ends the answer; the connection may be used for the next request. An answer that is shorter than its head has said
    /// is aborted.
    package func finish() {
        guard let connection else { return }
        if case .length(let length) = framing, written < length { return abort() }
        self.connection = nil
        connection.finish(isChunked: framing == .chunks)
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
