"""An SMTP server (aiosmtpd) that takes everything and reports it when a line or the end comes on its standard input."""
import argparse
import asyncio
import json
import logging
import pathlib
import ssl
import sys
import tempfile
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from aiosmtpd.smtp import SMTP, AuthResult
from certificate import certificate
from parsed import parsed


# What the library says of refused handshakes and old names is not the test's news.
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
implicit = False


class Handler:
    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):
        self.messages.append({
            "connection": server.number,
            "sender": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "utf8": "SMTPUTF8" in (envelope.mail_options or []),
            "tls": session.ssl is not None or implicit,
            "greeting": session.host_name,
            "login": session.auth_data.login.decode() if session.auth_data else None,
            "mail": parsed(envelope.original_content),
        })
        return f"250 2.0.0 Ok: queued as {len(self.messages):06d}"


async def main():
    options = argparse.ArgumentParser()
    options.add_argument("--tls", choices=["off", "starttls", "implicit"], default="off")
    options.add_argument("--login", help="name:password, required when given")
    options.add_argument("--ascii", action="store_true", help="do not offer SMTPUTF8")
    options = options.parse_args()

    global implicit
    implicit = options.tls == "implicit"
    folder = tempfile.TemporaryDirectory()
    pem, key = certificate(pathlib.Path(folder.name))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    handler = Handler()
    counts = {"connections": 0, "logins": 0}

    def authenticate(server, session, envelope, mechanism, data):
        counts["logins"] += 1
        name, password = options.login.encode().split(b":", 1)
        good = data.login == name and data.password == password
        return AuthResult(success=good, handled=False, auth_data=data)

    def connection():
        counts["connections"] += 1
        server = SMTP(
            handler, enable_SMTPUTF8=not options.ascii, hostname="peer.example.org", timeout=60,
            tls_context=context if options.tls == "starttls" else None, require_starttls=options.tls == "starttls",
            authenticator=authenticate if options.login else None, auth_required=bool(options.login),
            auth_require_tls=options.tls == "starttls")
        server.number = counts["connections"]
        return server

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        connection, "127.0.0.1", 0, ssl=context if options.tls == "implicit" else None)
    print(json.dumps({"port": server.sockets[0].getsockname()[1], "authorities": str(pem)}), flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    try:
        print(json.dumps({"messages": handler.messages, **counts}), flush=True)
    except BrokenPipeError:
        pass  # The test had seen enough.


asyncio.run(main())
