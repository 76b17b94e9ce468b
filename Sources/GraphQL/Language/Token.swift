/// One lexical token (specification, section 2.1.5): its kind and where it lies in the bytes.
struct Token {
    enum Kind: Equatable {
        case endOfFile
        /// `! $ & ( ) : = @ [ ] { | }`, by its byte.
        case punctuator(UInt8)
        /// `...`
        case spread
        case name
        case int
        case float
        case string
        case blockString
    }

    var kind: Kind
    /// Offset of the first byte, and of the byte behind the last one.
    var start: Int
    var end: Int
    var location: SourceLocation
}
