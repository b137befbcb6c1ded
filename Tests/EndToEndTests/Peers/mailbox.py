"""An SMTP server (aiosmtpd) that keeps every message it received whole, and stalls or refuses when it is told to.

Commands are lines on standard input, events lines on standard output, both JSON. A message counts as received when its
final dot came, whether or not the sender lived to read the answer.
"""
import argparse
import asyncio
import json
import logging
import pathlib
import ssl
import sys
import tempfile
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "GatehouseMailTests" / "Peers"))
from aiosmtpd.smtp import SMTP, AuthResult
from certificate import certificate
from parsed import parsed

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")


def say(event):
    print(json.dumps(event), flush=True)


class Mailbox:
    def __init__(self):
        self.messages = []
        self.refused = set()
        self.stall = None
        self.seen = {"rcpt": 0, "dot": 0}
        self.going = asyncio.Event()

    def ask(self, command):
        if "stall" in command:
            self.stall = (command["stall"], command["nth"])
            self.seen = {"rcpt": 0, "dot": 0}
            self.going = asyncio.Event()
        elif "refuse" in command:
            self.refused = set(command["refuse"])
        elif "go" in command:
            self.stall = None
            self.going.set()
        elif "report" in command:
            say({"messages": self.messages})

    async def at(self, place):
        self.seen[place] += 1
        if self.stall == (place, self.seen[place]):
            say({"stalled": place})
            await self.going.wait()

    async def handle_RCPT(self, server, session, envelope, address, options):
        await self.at("rcpt")
        if address in self.refused:
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        self.messages.append({"recipients": envelope.rcpt_tos, "mail": parsed(envelope.original_content)})
        await self.at("dot")
        return "250 2.0.0 Ok"


def guarded(login, folder):
    """What a server needs that wants encryption first and then this login; nothing where there is no login."""
    if not login:
        return {}, ""
    pem, key = certificate(pathlib.Path(folder))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    name, password = login.encode().split(b":", 1)

    def authenticate(server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login, data.password) == (name, password), handled=False)

    return {"tls_context": context, "require_starttls": True, "authenticator": authenticate, "auth_required": True}, str(pem)


async def main():
    options = argparse.ArgumentParser()
    options.add_argument("--login", help="name:password, wanted over an encrypted connection")
    login = options.parse_args().login
    mailbox = Mailbox()
    folder = tempfile.TemporaryDirectory()
    guards, authorities = guarded(login, folder.name)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mailbox, enable_SMTPUTF8=True, hostname="peer.example.org", timeout=300, **guards), "127.0.0.1", 0)
    say({"port": server.sockets[0].getsockname()[1], "authorities": authorities})
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        mailbox.ask(json.loads(line))


asyncio.run(main())
