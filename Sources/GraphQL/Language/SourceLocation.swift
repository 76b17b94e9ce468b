/// A place in a GraphQL source text.
///
/// Lines end at LF, CR or CRLF (specification, section 2.1.2). Both numbers start
/// at 1; a column counts Unicode scalar values, so that an editor and an error agree.
package struct SourceLocation: Sendable, Hashable {
    package var line: UInt32
    package var column: UInt32
    /// Which source of a set the place is in: 0 for a document on its own, the
    /// position in the list of files for a schema of several files.
    package var source: UInt32

    package init(line: UInt32, column: UInt32, source: UInt32 = 0) {
        self.line = line
        self.column = column
        self.source = source
    }
}
