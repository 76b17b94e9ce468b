import Foundation
import Testing

@testable import LocalPostgres

@Suite struct ServerBinariesTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = "/tmp/gateway-binaries-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func linksLeadToTheInstallation() throws {
        let installed = try ServerBinaries.find(version: nil)
        try withFolder { folder in
            for name in ["postgres", "initdb"] {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder)/\(name)",
                    withDestinationPath: "\(installed.folder)/\(name)"
                )
            }
            #expect(ServerBinaries.inspect(folder) == installed)
        }
    }

    @Test func scriptsArePassedOver() throws {
        let installed = try ServerBinaries.find(version: nil)
        try withFolder { folder in
            for name in ["postgres", "initdb"] {
                try Data("#!/bin/sh\nexec \(installed.folder)/\(name) \"$@\"\n".utf8)
                    .write(to: URL(filePath: "\(folder)/\(name)"))
                chmod("\(folder)/\(name)", 0o755)
            }
            #expect(ServerBinaries.inspect(folder) == nil)
        }
    }

    @Test func versionOfTheDataIsAskedFor() throws {
        let installed = try ServerBinaries.find(version: nil)
        #expect(try ServerBinaries.find(version: installed.majorVersion).majorVersion == installed.majorVersion)
        let error = #expect(throws: LocalPostgresError.self) { try ServerBinaries.find(version: 9) }
        #expect(error?.description.contains("apt-get install postgresql-9") == true)
    }
}

/// Only root's server runs as someone else, whom folders may be closed to.
@Suite(.enabled(if: geteuid() == 0)) struct ClosedFolderTests {
    private let closed = "/tmp/gateway-closed-" + UUID().uuidString

    private func withClosedFolder(_ body: () throws -> Void) throws {
        #expect(mkdir(closed, 0o700) == 0)
        defer { try? FileManager.default.removeItem(atPath: closed) }
        try body()
    }

    @Test func chosenFolderThatIsClosedIsAnErrorThatNamesIt() throws {
        try withClosedFolder {
            let error = #expect(throws: LocalPostgresError.self) { try LocalPostgres.start(in: closed + "/data") }
            #expect(error?.description.contains("chmod o+x \(closed).") == true)
            #expect(LocalPostgres.reachableFolder(closed + "/data", isChosen: true) == closed + "/data")
        }
    }

    @Test func folderThatNobodyChoseIsReplaced() throws {
        try withClosedFolder {
            let folder = LocalPostgres.reachableFolder(closed + "/data", isChosen: false)
            #expect(
                folder == "/var/lib/business-center-gateway/" + (closed + "/data").dropFirst().replacing("/", with: "-")
            )
        }
        #expect(LocalPostgres.reachableFolder("/tmp/open/data", isChosen: false) == "/tmp/open/data")
    }
}
