"""What Python's own mail library reads out of a message."""
import base64
import email
import email.header
import email.policy
import email.utils


def decoded(value):
    return str(email.header.make_header(email.header.decode_header(value.replace("\r\n", "")))) if value else ""


def parsed(raw):
    # As text, because the library does not decode UTF-8 in headers by itself; our bodies are ASCII on the wire.
    strict = email.message_from_string(raw.decode(), policy=email.policy.default)
    plain = email.message_from_string(raw.decode())
    parts = []
    for part in strict.walk():
        if part.is_multipart():
            continue
        parts.append({
            "type": part.get_content_type(),
            "charset": part.get_content_charset(),
            "encoding": part["content-transfer-encoding"],
            "body": base64.b64encode(part.get_payload(decode=True)).decode(),
        })
    # Not strict["to"].display_name: it puts a space between two encoded words of a name, against RFC 2047 §6.2.
    name = email.utils.parseaddr(plain["to"])[0]
    return {
        "headers": [[k, str(v)] for k, v in strict.items()],
        "subject": decoded(plain["subject"]),
        "toName": decoded(name) if name.isascii() else name,
        "toAddress": strict["to"].addresses[0].addr_spec if strict["to"].addresses else "",
        "recipients": sum(len(strict[h].addresses) for h in ("to", "cc", "bcc") if strict[h]),
        "date": strict["date"].datetime.timestamp() if strict["date"] else None,
        "type": strict.get_content_type(),
        "defects": [str(d) for p in strict.walk() for d in p.defects]
        + [str(d) for v in strict.values() for d in getattr(v, "defects", ())],
        "parts": parts,
        "bareLineEnds": raw.replace(b"\r\n", b"").count(b"\r") + raw.replace(b"\r\n", b"").count(b"\n"),
        "longestLine": max(len(line) for line in raw.split(b"\r\n")),
        "raw": base64.b64encode(raw).decode(),
    }
