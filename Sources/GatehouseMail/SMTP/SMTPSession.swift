import CCurl
import Foundation
import GatehouseLedger
import GatehouseModel

/// One libcurl handle and with it one connection, for the mails of one batch on one thread.
///
/// libcurl keeps the connection from mail to mail and opens a new one after a refusal, because it leaves with QUIT then.
final class SMTPSession {
    private let handle: UnsafeMutableRawPointer
    private let settings: SMTPSettings
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    /// What the trace and the reader of the running transfer work on; empty between transfers.
    private var transfer = SMTPTransfer(body: [], extensions: nil)
    /// What the server offered when it was last greeted; nil before that.
    private(set) var extensions: Set<String>?

    private static let ready: CURLcode = curl_global_init(Int(CURL_GLOBAL_ALL))

    init(_ settings: SMTPSettings) throws(MailTrouble) {
        guard Self.ready == CURLE_OK, let handle = curl_easy_init() else {
            throw MailTrouble(
                code: "mail.library", message: "The mail library could not be started.", step: .connecting)
        }
        self.handle = handle
        self.settings = settings
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        let code = configure()
        guard code == CURLE_OK else {
            throw MailTrouble(
                code: "mail.library", message: "The mail library does not know one of the settings.",
                detail: Self.words(code),
                step: .connecting)
        }
    }

    deinit {
        // Says QUIT, which the trace still hears.
        curl_easy_cleanup(handle)
        errorText.deallocate()
    }

    /// Connects and learns what the server offers, without beginning a mail; nil when that went well.
    func greet() -> SMTPAttempt? {
        let attempt = knock()
        return attempt.end.succeeded ? nil : attempt
    }

    /// Greets the server, has the connection encrypted and logs in as the settings say, and asks for nothing.
    func knock() -> SMTPAttempt {
        perform(body: [], recipient: nil) {
            if let failed = failure([
                gatehouse_curl_set_long(handle, CURLOPT_UPLOAD, 0), set(CURLOPT_CUSTOMREQUEST, "NOOP"),
            ]) {
                return failed
            }
            return curl_easy_perform(handle)
        }
    }

    func send(_ mail: WireMail) -> SMTPAttempt {
        perform(body: mail.bytes, recipient: mail.recipient) {
            let failed = failure([
                set(CURLOPT_CUSTOMREQUEST, nil), gatehouse_curl_set_long(handle, CURLOPT_UPLOAD, 1),
                set(CURLOPT_MAIL_FROM, mail.sender),
                gatehouse_curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(mail.bytes.count)),
            ])
            return failed ?? curl_easy_perform(handle)
        }
    }

    private func perform(body: [UInt8], recipient: String?, _ run: () -> CURLcode) -> SMTPAttempt {
        let recipients = recipient.flatMap { curl_slist_append(nil, $0) }
        defer {
            _ = gatehouse_curl_set_list(handle, CURLOPT_MAIL_RCPT, nil)
            curl_slist_free_all(recipients)
        }
        transfer = SMTPTransfer(body: body, extensions: extensions)
        errorText[0] = 0
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        let set = [
            gatehouse_curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients),
            gatehouse_curl_set_reader(handle, Self.read, context),
            gatehouse_curl_set_trace(handle, Self.trace, context),
        ]
        let code = failure(set) ?? run()
        extensions = transfer.dialogue.extensions
        return SMTPAttempt(dialogue: transfer.dialogue, end: end(code))
    }

    private func failure(_ codes: [CURLcode]) -> CURLcode? { codes.first { $0 != CURLE_OK } }

    private func set(_ option: CURLoption, _ value: String?) -> CURLcode {
        guard let value else { return gatehouse_curl_set_string(handle, option, nil) }
        return gatehouse_curl_set_string(handle, option, value)
    }
}

/// One try at one mail: the conversation, and how libcurl ended it.
struct SMTPAttempt {
    let dialogue: SMTPDialogue
    let end: SMTPDialogue.End
}

/// What libcurl's callbacks read and write while one mail is sent.
private final class SMTPTransfer {
    let body: [UInt8]
    var read = 0
    var dialogue: SMTPDialogue

    init(body: [UInt8], extensions: Set<String>?) {
        self.body = body
        dialogue = SMTPDialogue(body: body, extensions: extensions)
    }
}

extension SMTPSession {
    private static let read: gatehouse_curl_transfer = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
        let part = transfer.body[transfer.read...].prefix(size * count)
        part.withUnsafeBytes { raw in
            if let start = raw.baseAddress {
                UnsafeMutableRawPointer(bytes).copyMemory(from: start, byteCount: raw.count)
            }
        }
        transfer.read += part.count
        return part.count
    }

    /// Replies to NOOP and the like; nobody reads them here.
    private static let discard: gatehouse_curl_transfer = { _, size, count, _ in size * count }

    private static let trace: gatehouse_curl_trace = { _, kind, bytes, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
        let line = UnsafeRawBufferPointer(start: bytes, count: count)
        switch kind {
        case CURLINFO_HEADER_OUT: transfer.dialogue.sent(line)
        case CURLINFO_HEADER_IN: transfer.dialogue.received(line)
        case CURLINFO_DATA_OUT: transfer.dialogue.sentBody(count)
        default: break
        }
        return 0
    }

    private func configure() -> CURLcode {
        let use: curl_usessl =
            switch settings.security {
            case .implicit, .required: CURLUSESSL_ALL
            case .optional: CURLUSESSL_TRY
            case .off: CURLUSESSL_NONE
            }
        var codes = [
            set(CURLOPT_URL, settings.url), set(CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
            // A proxy named in the environment is for the web, not for mail.
            set(CURLOPT_PROXY, ""),
            gatehouse_curl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            gatehouse_curl_set_long(handle, CURLOPT_USE_SSL, Int(use.rawValue)),
            gatehouse_curl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            gatehouse_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, settings.connectDeadline.wholeMilliseconds),
            gatehouse_curl_set_long(handle, CURLOPT_TIMEOUT_MS, settings.messageDeadline.wholeMilliseconds),
            // The deadline above does not end libcurl's waiting for the last reply and for the answer to its QUIT: this one does.
            gatehouse_curl_set_long(
                handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, (settings.messageDeadline.wholeMilliseconds + 999) / 1000),
            gatehouse_curl_set_writer(handle, Self.discard, nil),
            gatehouse_curl_set_errors(handle, errorText),
        ]
        if let authorities = settings.authorities {
            codes += [set(CURLOPT_CAINFO, authorities), set(CURLOPT_CAPATH, nil)]
        }
        if let login = settings.login {
            codes += [set(CURLOPT_USERNAME, login.name), set(CURLOPT_PASSWORD, login.password.reveal())]
            switch login.mechanism {
            case .any: break
            case .plain: codes.append(set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN"))
            case .login: codes.append(set(CURLOPT_LOGIN_OPTIONS, "AUTH=LOGIN"))
            }
        }
        return failure(codes) ?? CURLE_OK
    }

    private static func words(_ code: CURLcode) -> String {
        "libcurl \(code.rawValue): \(String(cString: curl_easy_strerror(code)))"
    }

    private func end(_ code: CURLcode) -> SMTPDialogue.End {
        let text = String(cString: errorText)
        let trouble = SMTPTrouble.describe(
            code, settings: settings, detail: text.isEmpty ? Self.words(code) : "libcurl \(code.rawValue): \(text)")
        return .init(succeeded: code == CURLE_OK, couldNotWrite: code == CURLE_SEND_ERROR, trouble: trouble)
    }
}

extension Duration {
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
