@testable import GraphQL

private let example = try! SchemaBuilder.build([try! Parser.parseDocument(exampleSDL, limits: .schemas)])

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafeRawPointer?, _ size: Int) -> CInt {
    if let fault = FuzzProperties.validator(UnsafeRawBufferPointer(start: data, count: size), schema: example) {
        fatalError(fault)
    }
    return 0
}
