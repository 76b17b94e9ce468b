import Bytes
import Check
import EventLoop
import Glibc
import Mock

/// What answers one line of input with one line of output.
protocol LineAnswerer: SendableMetatype {
    /// Appends the answer, without a line end.
    mutating func answer(_ line: UnsafeRawBufferPointer, into output: inout ByteBuffer)
}

extension CheckLines: LineAnswerer {}
extension MockLines: LineAnswerer {}

/// Answers the lines of standard input on standard output.
///
/// Answers go out as soon as the lines that have come are done, so a program may wait for each.
enum LineLoop {
    /// Runs until the input ends. Empty lines are passed over.
    ///
    /// - Parameter make: called once, on the thread that the work runs on; its stack bears deep documents.
    static func run(_ make: @escaping @Sendable () -> some LineAnswerer) throws {
        let thread = try LoopThread(name: "lines") {
            var answerer = make()
            var input = ByteBuffer(capacity: 256 << 10)
            var output = ByteBuffer(capacity: 256 << 10)
            /// Bytes at the front of `input` that have no line end.
            var searched = 0
            while receive(&input) {
                while let end = lineEnd(input.readable, from: searched) {
                    answer(UnsafeRawBufferPointer(rebasing: input.readable[..<end]), &answerer, &output)
                    input.consume(end + 1)
                    searched = 0
                }
                searched = input.count
                send(&output)
            }
            // The last line needs no end.
            answer(input.readable, &answerer, &output)
            send(&output)
        }
        thread.join()
    }

    private static func answer(
        _ line: UnsafeRawBufferPointer,
        _ answerer: inout some LineAnswerer,
        _ output: inout ByteBuffer
    ) {
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
        answerer.answer(line, into: &output)
        output.append("\n")
    }

    private static func lineEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, 0x0A, bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// - Returns: false at the end of the input.
    private static func receive(_ input: inout ByteBuffer) -> Bool {
        var count = 0
        repeat {
            input.append(upTo: 64 << 10) { free in
                count = read(STDIN_FILENO, free.baseAddress, free.count)
                return max(0, count)
            }
        } while count < 0 && errno == EINTR
        return count > 0
    }

    /// A reader that has gone ends the process, as it does any filter.
    private static func send(_ output: inout ByteBuffer) {
        while !output.isEmpty {
            let count = write(STDOUT_FILENO, output.readable.baseAddress, output.count)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { exit(1) }
            output.consume(count)
        }
    }
}
