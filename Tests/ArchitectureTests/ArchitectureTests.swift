import GatehouseTesting
import Testing

@Suite("Architecture")
struct ArchitectureTests {
    @Test("every room uses exactly what docs/architecture.md says, and every room of the table exists")
    func edges() throws {
        let package = try PackageDump.read()
        let table = try RoomTable.read()
        #expect(table.rooms.map(\.name).sorted() == package.rooms.map(\.name).sorted())
        for room in package.rooms {
            let row = table.rooms.first { $0.name == room.name }
            #expect(row?.rooms == room.rooms, "the rooms that \(room.name) uses")
            #expect(row?.libraries == room.libraries, "the libraries that \(room.name) uses")
        }
    }

    @Test("arrows point down: to a lower layer, or in the same one to a room that stands above")
    func arrowsPointDown() throws {
        let rooms = try RoomTable.read().rooms
        for (index, room) in rooms.enumerated() {
            for used in rooms.enumerated() where room.rooms.contains(used.element.name) {
                let isBelow =
                    used.element.layer < room.layer || (used.element.layer == room.layer && used.offset < index)
                #expect(isBelow, "\(room.name) uses \(used.element.name)")
            }
        }
    }

    @Test("a library is imported only in the rooms that hide it")
    func hiddenLibraries() throws {
        let owners = try RoomTable.read().owners
        #expect(owners.count > 8)
        for file in try SourceFile.all(under: ["Sources", "Providers", "Tests"]) {
            for library in file.imports {
                guard let hiding = owners[library] else { continue }
                let isHidden = hiding.contains(file.room) || hiding.contains { file.room == "\($0)Tests" }
                #expect(isHidden, "\(file.path) imports \(library)")
            }
        }
    }

    @Test("no room above the providers mentions a vendor or a provider in code")
    func vendorsStayInTheirRooms() throws {
        let free = ["CodeBundles", "Campaigns", "LearnerInvites", "KeyPool", "VendorSandbox"]
        let listsOrDemo = [
            "Sources/GatehouseApp/BuiltIn", "Sources/GatehouseApp/Demo", "Sources/GatehouseMail/Templates/Defaults",
        ]
        for file in try SourceFile.all(under: ["Sources"]) where !free.contains(file.room) {
            guard !listsOrDemo.contains(where: file.path.hasPrefix) else { continue }
            let found = VendorWords.found(in: file.code)
            #expect(found.isEmpty, "\(file.path) mentions \(found)")
        }
    }

    @Test("providers see the model, the forms and the provider kit, nothing else of the house nor of the system")
    func providersAreWhole() throws {
        let allowed = [
            "GatehouseModel", "GatehouseForms", "GatehouseProviderKit", "Foundation", "FoundationEssentials",
        ]
        let sources = try SourceFile.all(under: ["Providers"]).filter { $0.path.contains("/Sources/") }
        #expect(!sources.isEmpty)
        for file in sources {
            #expect(file.imports.allSatisfy(allowed.contains), "\(file.path) imports \(file.imports)")
        }
    }

    @Test("tests start other processes, and make their pipes, through one door")
    func oneDoor() throws {
        let door = "Tests/GatehouseTesting/Spawning.swift"
        for file in try SourceFile.all(under: ["Providers", "Tests"]) where file.path != door {
            let isBeside = file.code.contains(/\bprocess\.run\(\)|\bProcess\(\)\.run\(\)|[ (]Pipe\(\)|\bposix_spawn/)
            #expect(!isBeside, "\(file.path) starts a process, or makes a pipe, past Spawning")
        }
    }
}
