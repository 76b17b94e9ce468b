@testable import GraphQL

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafeRawPointer?, _ size: Int) -> CInt {
    if let fault = FuzzProperties.lexer(UnsafeRawBufferPointer(start: data, count: size)) { fatalError(fault) }
    return 0
}
