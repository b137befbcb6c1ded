import Foundation

// GatehouseBench import CSV ADDRESS REJECTS | many ADDRESS PEOPLE | one ADDRESS CALLERS SECONDS CODES | pick ADDRESS CALLERS SECONDS CODES
//   | compare HOME ADDRESS INVITATIONS ROUNDS | plan ADDRESS PEOPLE | vendor FOLDER KEYS | snapshot BASE-URL TOKEN
//   | ledger CSV ADDRESS | reconcile CSV ADDRESS | known BASE-URL TOKEN ADDRESS | pull ADDRESS
//   | completed ADDRESS COUNT | results ADDRESS COUNT | hooks ADDRESS CALLERS SECONDS
let words = Array(CommandLine.arguments.dropFirst())
func number(_ index: Int) -> Int { index < words.count ? Int(words[index]) ?? 0 : 0 }

do {
    switch (words.first, words.count) {
    case ("import", 4): try importCodes(csv: words[1], address: words[2], rejects: words[3])
    case ("many", 3): try allocateMany(address: words[1], people: number(2))
    case ("one", 5):
        try oneByOne(address: words[1], callers: number(2), seconds: Double(words[3]) ?? 1, codes: number(4))
    case ("pick", 5):
        try pickOnly(address: words[1], callers: number(2), seconds: Double(words[3]) ?? 1, codes: number(4))
    case ("compare", 5): try ComparePages(home: words[1], address: words[2]).run(number(3), rounds: number(4))
    case ("plan", 3): try planFour(address: words[1], people: number(2))
    case ("vendor", 3): try serveVendor(folder: words[1], sent: number(2))
    case ("ledger", 3): try fillLedger(csv: words[1], address: words[2])
    case ("reconcile", 3): try runLedger(vendor: words[1], address: words[2])
    case ("known", 4): try knowVendor(baseURL: words[1], token: words[2], address: words[3])
    case ("pull", 2): try pullVendor(address: words[1])
    case ("completed", 3): try fillCompleted(address: words[1], count: number(2))
    case ("results", 3): try takeResults(address: words[1], count: number(2))
    case ("hooks", 4): try hearHooks(address: words[1], callers: number(2), seconds: Double(words[3]) ?? 1)
    case ("snapshot", 3): try takeSnapshot(baseURL: words[1], token: words[2])
    default:
        FileHandle.standardError.write(
            Data(
                "usage: GatehouseBench import|many|one|pick|compare|plan|vendor|snapshot|ledger|reconcile|known|pull|completed|results|hooks …\n"
                    .utf8))
        exit(2)
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
