import Glibc

/// A file that is open for reading; closed with the last that holds it.
final class OpenFile: Sendable {
    let descriptor: Int32

    /// - Parameter size: what it must have, in bytes.
    init(_ path: String, size: Int) throws(MissingFile) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw MissingFile("\(path): \(String(cString: strerror(errno)))") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) == size else {
            close(descriptor)
            throw MissingFile("\(path) is no file of \(size) bytes")
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}

/// Why a file cannot be sent; for the log.
struct MissingFile: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
