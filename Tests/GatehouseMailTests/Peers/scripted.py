"""An SMTP server that misbehaves as the recipient's (or sender's) local part tells it; reports when a line comes in."""
import argparse
import asyncio
import base64
import json
import sys

options = argparse.ArgumentParser()
options.add_argument("--greeting", default="220 peer.example.org ready")
options = options.parse_args()
connections = []
received = []

TO_SENDER = {"banned": "550 5.7.1 sender not welcome", "large": "552 5.3.4 too much",
             "anonymous": "530 5.7.0 authentication required"}
TO_RECIPIENT = {"refuse": "550-5.1.1 no such user\r\n550 5.1.1 at this place", "later": "451 4.2.0 mailbox busy"}
TO_DOT = {
    "refusedot": "554 5.7.1 content not welcome",
    "laterdot": "452 4.3.1 disk full",
    "quote": "554 5.7.1 we do not like https://vendor.example.org/ac/SECRET-42 nor SECRET-42",
    "odd": "199 what a day",
}


def local(line):
    return line.split("<", 1)[1].split("@", 1)[0]


async def serve(reader, writer):
    number = len(connections)
    connections.append([])
    sender = who = ""

    async def say(text):
        writer.write((text + "\r\n").encode())
        await writer.drain()

    async def until_gone():
        while await reader.read(65536):
            pass

    async def drip():
        try:
            while True:
                await say("250-not yet")
                await asyncio.sleep(0.2)
        except ConnectionError:
            pass

    async def take_message():
        raw = bytearray()
        while not raw.endswith(b"\r\n.\r\n"):
            line = await reader.readline()
            if not line:
                break
            raw += line
        received.append({"connection": number, "recipient": who, "whole": raw.endswith(b"\r\n.\r\n"),
                         "raw": base64.b64encode(raw).decode()})

    await say(options.greeting)
    while line := (await reader.readline()).decode(errors="replace").rstrip():
        verb = line.split(":")[0].split(" ")[0].upper()
        connections[number].append(line)
        if verb == "EHLO":
            await say("250-peer.example.org\r\n250-SIZE 90000000\r\n250 8BITMIME")
        elif verb == "MAIL":
            sender = local(line)
            await say(TO_SENDER.get(sender, "250 2.1.0 ok"))
        elif verb == "RCPT":
            who = local(line)
            if who == "closercpt":
                break
            if who == "driprcpt":
                await drip()
                break
            if who == "stallrcpt":
                await until_gone()
                break
            await say(TO_RECIPIENT.get(who, "250 2.1.5 ok"))
        elif verb == "DATA":
            if who == "closedata":
                break
            if who == "nodata":
                await say("554 5.5.1 no valid recipients")
                continue
            await say("354 go on")
            if who == "closebody":
                # Less than the message: what is unread makes the kernel answer with a reset.
                await reader.readexactly(1000)
                writer.transport.abort()
                return
            await take_message()
            if who == "closedot":
                break
            if who == "halfdot":
                writer.write(b"250-2.0.0 almo")
                await writer.drain()
                break
            if who == "dripdot":
                await drip()
                break
            if who == "stalldot":
                await until_gone()
                break
            await say(TO_DOT.get(who, "250 2.0.0 Ok"))
            if who == "goodbye":
                break
        elif verb == "QUIT":
            await say("221 2.0.0 bye")
            break
        else:
            await say("502 5.5.2 unknown")
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 24)
    print(json.dumps({"port": server.sockets[0].getsockname()[1], "authorities": ""}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    try:
        print(json.dumps({"connections": connections, "received": received}), flush=True)
    except BrokenPipeError:
        pass  # The test had seen enough.


asyncio.run(main())
