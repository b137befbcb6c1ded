import GatehouseTesting

/// What the tests of the checkout are called: their display names and their functions.
enum TestNames {
    static func all() throws -> Set<String> {
        let files = Checkout.files(under: ["Tests", "Providers"], ending: ".swift").filter {
            $0.hasPrefix("Tests/") || $0.contains("/Tests/")
        }
        var names: Set<String> = []
        for file in files {
            let text = try Checkout.text(of: file)
            for match in text.matches(of: /@(?:Test|Suite)\(\s*"((?:[^"\\]|\\.)*)"/) {
                names.insert(unescaped(match.1))
            }
            for match in text.matches(of: /@Test\b[^{}]*?\bfunc (\w+)/) { names.insert(String(match.1)) }
        }
        return names
    }

    private static func unescaped(_ text: Substring) -> String {
        String(text).replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
    }
}
