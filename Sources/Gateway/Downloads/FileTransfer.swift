import EventLoop
import Glibc
import HTTP

/// A part of a file on its way to a client, in constant memory: read when the socket has taken what was read before.
///
/// Read on the event loop: a piece is 128 KiB, which the system has read ahead from the disk while the one before was sent.
/// Lives as long as its stream holds it.
final class FileTransfer {
    private let file: OpenFile
    private let stream: HTTPStream
    private let loop: EventLoop
    private var rest: Range<Int>
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: FileTransfer.piece, alignment: 16)
    /// Told how many bytes are missing in the end.
    private let ended: (Int) -> Void

    private static let piece = 128 << 10
    /// Bytes after which the loop's other connections have their turn.
    private static let turn = 1 << 20

    init(
        _ file: OpenFile,
        _ range: Range<Int>,
        to stream: HTTPStream,
        on loop: EventLoop,
        ended: @escaping (Int) -> Void
    ) {
        self.file = file
        self.stream = stream
        self.loop = loop
        rest = range
        self.ended = ended
        posix_fadvise(file.descriptor, off_t(range.lowerBound), off_t(range.count), POSIX_FADV_SEQUENTIAL)
    }

    deinit { buffer.deallocate() }

    func start() {
        stream.drained = { self.send() }
        stream.closed = { self.end() }
        send()
    }

    private func send() {
        var sent = 0
        while !rest.isEmpty, stream.isOpen, stream.pendingBytes == 0 {
            if sent >= FileTransfer.turn {
                _ = loop.schedule(after: .zero) { self.send() }
                return
            }
            let wanted = min(FileTransfer.piece, rest.count)
            let count = pread(file.descriptor, buffer.baseAddress, wanted, off_t(rest.lowerBound))
            guard count > 0 else {
                // The file has become shorter, or cannot be read: the client sees that the end is missing.
                stream.abort()
                return end()
            }
            rest = rest.lowerBound + count..<rest.upperBound
            sent += count
            stream.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        guard rest.isEmpty, stream.isOpen else { return }
        stream.finish()
        end()
    }

    private func end() {
        stream.drained = {}
        stream.closed = {}
        ended(rest.count)
    }
}
