import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseStorage
import KeyPool

/// A simulated vendor of access keys with so many sent: prints where it is, and ends with its standard input.
func serveVendor(folder: String, sent count: Int) throws {
    let host = try SandboxHost.start(folder: folder, seed: 1)
    defer { host.stop() }
    _ = try host.control("key-pool/keys", ["count": .integer(Int64(count))])
    for start in stride(from: 0, to: count, by: 1000) {
        let addresses = (start..<min(count, start + 1000)).map { "client\($0)@example.org" }
        _ = try host.control("key-pool/send", ["addresses": .string(addresses.joined(separator: ","))])
    }
    guard let vendor = host.vendors.first(where: { $0.provider == "key-pool" }) else { throw BenchError("no vendor") }
    print(#"{"base_url": "\#(vendor.baseURL)", "token": "\#(vendor.token.reveal())"}"#)
    fflush(nil)
    while readLine() != nil {}
}

/// Everything that a vendor shows, over HTTP, read and checked into observations, a page at a time.
func takeSnapshot(baseURL: String, token: String) throws {
    let bench = try BenchHouse(
        "sqlite:" + NSTemporaryDirectory() + "gatehouse-bench-\(getpid()).db", links: VendorLinks())
    let connection = Connection(
        id: bench.world.chance.id(at: SystemClock().now), name: "keys", provider: "key-pool", mode: "api",
        settings: ["base_url": .string(baseURL), "allow_private": true], secrets: ["token": Secret(token)])
    var records = 0
    var isComplete = false
    let start = ContinuousClock.now
    try Observations.forEachPage(of: connection, world: bench.world) { page in
        records += page.records.count
        isComplete = page.facts?.isComplete ?? isComplete
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    guard isComplete else { throw BenchError("the snapshot is not complete") }
    print(
        #"{"records": \#(records), "records_s": \#(Double(records) / seconds), "seconds": \#(seconds), "peak_mib": \#(try peakMebibytes())}"#
    )
    try bench.house.close()
}

/// The most memory that this process has had.
func peakMebibytes() throws -> Double {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    guard let kibibytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Double($0) }) else {
        throw BenchError("the peak of memory is not told")
    }
    return kibibytes / 1024
}
