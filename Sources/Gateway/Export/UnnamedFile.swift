import Glibc

/// A temporary file without a name: it goes with the process, however that ends.
final class UnnamedFile {
    let descriptor: Int32
    /// Where it lies.
    let folder: String

    /// For code that opens files by their path (proc(5), `/proc/pid/fd`).
    var path: String { "/proc/self/fd/\(descriptor)" }

    /// - Parameter folder: `nil`: the system's for temporary files.
    init(in folder: String? = nil) throws(ExportFailure) {
        self.folder = folder ?? UnnamedFile.systemFolder
        let unnamed = open(self.folder, UnnamedFile.unnamed | O_RDWR | O_CLOEXEC, 0o600)
        descriptor = unnamed >= 0 ? unnamed : UnnamedFile.unlinked(in: self.folder)
        guard descriptor >= 0 else {
            throw .unwritable("no file can be made in \(self.folder): \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    /// `O_TMPFILE` (open(2)), which Glibc's Swift module leaves out.
    private static let unnamed = 0o20_000_000 | O_DIRECTORY

    private static var systemFolder: String {
        let chosen = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        return chosen.isEmpty ? "/tmp" : chosen
    }

    /// For file systems that have no files without names.
    private static func unlinked(in folder: String) -> Int32 {
        // The last six characters are mkstemp(3)'s to choose.
        var template = Array("\(folder)/gateway-export-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { return descriptor }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
        return descriptor
    }

    /// Hands on what is in it, in pieces.
    ///
    /// - Parameter send: returns `false` if nobody wants more.
    func read(_ send: ([UInt8]) -> Bool) throws(ExportFailure) {
        var offset = 0
        while true {
            var failure: Int32 = 0
            let piece = [UInt8](unsafeUninitializedCapacity: UnnamedFile.piece) { buffer, count in
                let taken = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
                if taken < 0 { failure = errno }
                count = max(taken, 0)
            }
            if failure == EINTR { continue }
            guard failure == 0 else { throw .unwritable(String(cString: strerror(failure))) }
            if piece.isEmpty || !send(piece) { return }
            offset += piece.count
        }
    }

    private static let piece = 128 << 10
}
