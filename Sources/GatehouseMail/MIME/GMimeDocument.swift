import CGMime
import Foundation

/// One message assembled and written by GMime; headers come checked, encoded and folded.
struct GMimeDocument {
    struct Part {
        /// Of `text/`.
        let subtype: String
        let text: String
    }

    let messageID: String
    /// Since 1970, for `Date`.
    let seconds: Int64
    /// Name and raw text with LF line ends.
    let headers: [(name: String, raw: String)]
    /// One part, or several that say the same with the richest last.
    let parts: [Part]
    let boundary: String

    private static let ready: Void = g_mime_init()

    /// The message's bytes with CRLF line ends.
    func write() throws -> [UInt8] {
        _ = Self.ready
        let message = g_mime_message_new(0)!
        defer { g_object_unref(message) }
        for (name, raw) in headers { Self.set(name, raw, on: Self.object(message)) }
        let utc = g_time_zone_new_utc()
        let date = g_date_time_new_from_unix_utc(gint64(seconds))
        defer {
            g_time_zone_unref(utc)
            if let date { g_date_time_unref(date) }
        }
        guard date != nil else {
            throw MailContentError("mail.date", field: "Date", "The mail's date is outside of the years 1 to 9999.")
        }
        g_mime_message_set_date(message, date)
        g_mime_message_set_message_id(message, messageID)
        let body = parts.count == 1 ? Self.part(parts[0]) : alternatives()
        defer { g_object_unref(body) }
        g_mime_message_set_mime_part(message, body)
        return try Self.bytes(of: Self.object(message))
    }

    private func alternatives() -> UnsafeMutablePointer<GMimeObject> {
        let multipart = g_mime_multipart_new_with_subtype("alternative")!
        g_mime_multipart_set_boundary(multipart, boundary)
        for content in parts {
            let part = Self.part(content)
            g_mime_multipart_add(multipart, part)
            g_object_unref(part)
        }
        return Self.object(multipart)
    }

    private static func part(_ content: Part) -> UnsafeMutablePointer<GMimeObject> {
        let bytes = canonical(content.text)
        let part = g_mime_part_new_with_type("text", content.subtype)!
        g_mime_object_set_content_type_parameter(object(part), "charset", "utf-8")
        let stream = bytes.withUnsafeBytes { raw in
            g_mime_stream_mem_new_with_buffer(raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count)
        }
        let content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT)
        g_mime_part_set_content(part, content)
        g_mime_part_set_content_encoding(part, encoding(of: bytes))
        g_object_unref(content)
        g_object_unref(stream)
        return object(part)
    }

    /// Line ends as CRLF; a CR alone stays what it is.
    private static func canonical(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + text.utf8.count / 40)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n"), previous != UInt8(ascii: "\r") { bytes.append(UInt8(ascii: "\r")) }
            bytes.append(byte)
            previous = byte
        }
        return bytes
    }

    /// Whichever is shorter: a byte that needs quoting grows by two, base64 grows all by a third.
    private static func encoding(of bytes: [UInt8]) -> GMimeContentEncoding {
        let quoted = bytes.count {
            $0 >= 0x7F || $0 == UInt8(ascii: "=") || ($0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D)
        }
        return quoted * 6 <= bytes.count ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE : GMIME_CONTENT_ENCODING_BASE64
    }

    private static func bytes(of object: UnsafeMutablePointer<GMimeObject>) throws -> [UInt8] {
        let format = g_mime_format_options_new()
        defer { g_mime_format_options_free(format) }
        g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS)
        let stream = g_mime_stream_mem_new()!
        defer { g_object_unref(stream) }
        guard g_mime_object_write_to_stream(object, format, stream) >= 0,
            let array = g_mime_stream_mem_get_byte_array(
                UnsafeMutableRawPointer(stream).assumingMemoryBound(to: GMimeStreamMem.self))
        else {
            throw MailContentError(
                "mail.writing", field: "", "The mail could not be written as MIME.", detail: "GMime gave nothing")
        }
        var bytes = Array(UnsafeBufferPointer(start: array.pointee.data, count: Int(array.pointee.len)))
        if !bytes.suffix(2).elementsEqual([13, 10]) { bytes += [13, 10] }
        return bytes
    }

    private static func set(_ name: String, _ raw: String, on object: UnsafeMutablePointer<GMimeObject>) {
        let list = g_mime_object_get_header_list(object)
        g_mime_header_list_append(list, name, "", "utf-8")
        let last = g_mime_header_list_get_header_at(list, g_mime_header_list_get_count(list) - 1)
        g_mime_header_set_raw_value(last, raw)
    }

    private static func object<T>(_ pointer: UnsafeMutablePointer<T>) -> UnsafeMutablePointer<GMimeObject> {
        UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: GMimeObject.self)
    }
}
