#!/usr/bin/env python3
"""A complete provider in Python's standard library: the provider contract over HTTP, for the invented vendor Lantern.

    python3 server.py --folder state [--port 8080] [--with-control]

Prints one line of JSON when it answers: its address, its token, the key of its webhooks; the same stand as files in the folder
(address, token, webhook-key). Ends with SIGTERM or SIGINT, and goes on where it was.
"""

import argparse
import base64
import hmac
import json
import os
import signal
import sys
import threading
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import actions
import webhook
from contract import Order, Problem, document, text, unusable
from control import Control, moment
from lantern import Lantern
from store import Store

LARGEST_BODY = 16 << 20
QUESTIONS = ("describe", "check", "supplies", "snapshot", "results")
CHANGES = ("issue", "distribute", "retract", "remind")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port, folder, has_control):
        super().__init__(("127.0.0.1", port), Handler)
        self.store = Store(folder)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.lantern = Lantern(self.address, self.now)
        self.control = Control(self) if has_control else None
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "descriptor.json"), encoding="utf-8") as file:
            self.descriptor = json.load(file)

    def now(self):
        return moment(int(self.store.fact("offset")))

    # One call of the contract

    def answer(self, operation, query, key, settings, body):
        """The JSON text of an answer; raises `Problem` where the call as a whole is refused."""
        fault = self.control.strike(operation) if self.control else None
        if fault == "throttle":
            raise Problem(429, "throttled", "Too many calls.", retry_after=2)
        if operation in CHANGES or operation.startswith("actions/"):
            return self.change(operation, key, settings, body, fault), fault
        with self.store.view() as db:
            return json.dumps(self.ask(db, operation, query, settings, body, fault)), fault

    def change(self, operation, key, settings, body, fault):
        if not key or len(key) > 255:
            raise Problem(400, "idempotency_key_missing", "Every changing call bears an Idempotency-Key.")

        def act(db):
            if operation.startswith("actions/"):
                return actions.perform(self.lantern, db, operation[8:], body)
            verb = getattr(self.lantern, operation)
            answer = verb(db, Order(body), settings)
            if fault == "duplicate":
                verb(db, Order(body), settings)
            return answer

        return self.store.once(key, operation, body, act)

    def ask(self, db, operation, query, settings, body, fault):
        lantern = self.lantern
        if operation == "describe":
            return {"contract": "provider-v1", "descriptor": self.descriptor}
        if operation == "check":
            decks = db.execute("SELECT count(*) FROM decks").fetchone()[0]
            return {"contract": "provider-v1", "provider": self.descriptor["id"], "summary": f"Lantern, {decks} decks"}
        if operation == "supplies":
            return lantern.supplies(db)
        if operation == "status":
            references = body.get("references")
            if not isinstance(references, list) or not 0 < len(references) <= 1000:
                raise unusable("give from 1 to 1000 references")
            return lantern.status(db, [text(reference, "a reference") for reference in references])
        if operation == "results":
            start = query.get("cursor", "0")
            if not start.isdigit():
                raise unusable("the cursor is not one of ours")
            return lantern.results(db, query.get("supply"), int(start), 1000)
        if operation == "webhook":
            return webhook.hints(body, settings)
        return self.snapshot(query, fault)

    def everything(self, deck):
        """All records, oldest first, with the counters of the same moment."""
        with self.store.view() as db:
            if deck is not None:
                self.lantern.deck(db, deck)
            rows = db.execute("SELECT * FROM handouts WHERE ? IS NULL OR deck = ? ORDER BY number", (deck, deck)).fetchall()
            supplies = self.lantern.supplies(db)["supplies"]
            counters = {supply["id"]: supply["counters"] for supply in supplies if deck in (None, supply["id"])}
            return {"records": [self.lantern.record(row) for row in rows], "counters": counters, "as_of": self.now()}

    def snapshot(self, query, fault):
        """Pages are told by the last number seen: what is handed out meanwhile comes on later pages, and nothing is missed."""
        deck, size = query.get("supply"), 1000
        position, seen, as_of = 0, 0, self.now()
        if "cursor" in query:
            parts = query["cursor"].split("_", 2)
            if len(parts) != 3 or not (parts[0].isdigit() and parts[1].isdigit()):
                raise unusable("the cursor is not one of ours")
            position, seen, as_of = int(parts[0]), int(parts[1]), parts[2]
        if self.control and self.control.page:
            size = self.control.page
        if fault == "stale-snapshot" and self.control.frozen:
            frozen = self.control.frozen
            records = [record for record in frozen["records"] if deck in (None, record["supply"])]
            return self.last(records, len(records), frozen["as_of"], frozen["counters"])
        with self.store.view() as db:
            if deck is not None:
                self.lantern.deck(db, deck)
            rows = db.execute(
                "SELECT * FROM handouts WHERE number > ? AND (? IS NULL OR deck = ?) ORDER BY number LIMIT ?",
                (position, deck, deck, size + 1),
            ).fetchall()
            records = [self.lantern.record(row) for row in rows[:size]]
            shown = records[: len(records) // 2] if fault == "partial-page" else records
            seen += len(records)
            if len(rows) > size:
                return {"records": shown, "next_cursor": f"{rows[size - 1]['number']}_{seen}_{as_of}"}
            supplies = self.lantern.supplies(db)["supplies"]
            counters = {supply["id"]: supply["counters"] for supply in supplies if deck in (None, supply["id"])}
            return self.last(shown, seen, as_of, counters)

    def last(self, records, total, as_of, counters):
        return {
            "records": records, "next_cursor": None, "complete": True, "as_of": as_of, "lag_seconds": 0,
            "totals": {"records": total}, "counters": counters,
        }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Lantern", ""
    timeout = 120

    def do_GET(self):
        self.handle_one(None)

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            return self.refuse(Problem(413, "too_large", "The body is too large, or its length is not said."))
        self.handle_one(self.rfile.read(int(length)))

    def handle_one(self, body):
        url = urllib.parse.urlsplit(self.path)
        parts = [urllib.parse.unquote(part) for part in url.path.split("/") if part]
        try:
            if parts[:2] == ["provider", "v1"]:
                self.contract("/".join(parts[2:]), dict(urllib.parse.parse_qsl(url.query)), body)
            elif parts[:1] == ["control"] and self.server.control and body is not None:
                answer = self.server.control.answer("/".join(parts[1:]), document(body or b"{}"))
                if answer is None:
                    raise Problem(404, "no_such_page", "There is no such page.")
                self.send(200, "application/json", json.dumps(answer))
            elif parts[:1] == ["k"] and len(parts) in (2, 3):
                self.participant(parts[1:], body)
            else:
                raise Problem(404, "no_such_page", "There is nothing here.")
        except Problem as problem:
            self.refuse(problem)
        except BrokenPipeError:
            self.close_connection = True
        except Exception as error:  # nothing was committed: the transaction was rolled back
            print(f"{type(error).__name__} while answering {parts[:3]}", file=sys.stderr)
            self.refuse(Problem(500, "failed", "Lantern failed; nothing was done."))

    def contract(self, operation, query, body):
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(token.encode(), self.server.store.fact("token").encode()):
            raise Problem(401, "unknown_token", "The token is not known.")
        is_change = operation in CHANGES or operation.startswith("actions/")
        is_bodied = is_change or operation in ("status", "webhook")
        if not is_bodied and operation not in QUESTIONS:
            raise Problem(404, "no_such_operation", "The contract has no such operation.")
        if (body is not None) != is_bodied:
            raise Problem(405, "method", "This operation is asked for by another method.")
        given = document(body) if is_bodied else None
        answer, fault = self.server.answer(operation, query, self.headers.get("Idempotency-Key"), self.settings(), given)
        if fault == "cut-after":
            self.close_connection = True
            return self.connection.close()
        if fault == "fail-after":
            return self.send(500, "application/problem+json", json.dumps({"title": "Failed.", "status": 500, "code": "failed"}))
        self.send(200, "application/json", answer)

    def settings(self):
        """What the connection is set up with: told with every call, so that nothing of it is kept here."""
        try:
            settings = json.loads(base64.b64decode(self.headers.get("Gatehouse-Settings", "e30="), validate=True))
        except ValueError:
            raise unusable("Gatehouse-Settings is no JSON in base64") from None
        if not isinstance(settings, dict):
            raise unusable("Gatehouse-Settings is no object")
        return settings

    def participant(self, parts, body):
        """The page that a person's link opens: begin, and finish."""
        state = {"open": "opened", "finish": "finished"}.get(parts[1]) if len(parts) == 2 else None
        with self.server.store.transaction() as db:
            row = db.execute("SELECT * FROM handouts WHERE key = ?", (parts[0],)).fetchone()
            if row is None or row["state"] == "withdrawn":
                raise Problem(404, "no_such_key", "This link is not good, or no longer.")
            if body is not None and state and row["state"] != "finished":
                self.server.lantern.move(db, row, state, state)
        forms = "".join(f'<form method=post action="/k/{parts[0]}/{act}"><button>{act}</button></form>' for act in ("open", "finish"))
        self.send(200, "text/html; charset=utf-8", f"<!doctype html><title>Compass</title><h1>Compass</h1>{forms}")

    def refuse(self, problem):
        headers = {"Retry-After": str(problem.body["retry_after"])} if "retry_after" in problem.body else {}
        self.send(problem.status, "application/problem+json", json.dumps(problem.body), headers)

    def send(self, status, type, text, headers={}):
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": type, "Content-Length": str(len(body)), "X-Request-Id": uuid.uuid4().hex, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *arguments):
        pass  # an address may hold a person's key


def leave(path, text):
    """A file for whoever connects, readable by its owner alone; whole from the moment that it is there."""
    with open(path + ".new", "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
    os.replace(path + ".new", path)


def main(make=Server):
    parser = argparse.ArgumentParser(description="The invented vendor Lantern behind the provider contract.")
    parser.add_argument("--folder", required=True, help="where it keeps what it knows")
    parser.add_argument("--port", type=int, default=0, help="a free one where not given")
    parser.add_argument("--with-control", action="store_true", help="the control pages, for tests")
    given = parser.parse_args()
    server = make(given.port, given.folder, given.with_control)
    # Whoever started us may have had them blocked, which is inherited.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: threading.Thread(target=server.shutdown).start())
    facts = {
        "address": f"{server.address}/provider/v1", "control": f"{server.address}/control" if given.with_control else None,
        "token": server.store.fact("token"), "webhook_key": server.store.fact("webhook_key"),
    }
    for name, value in reversed([(name, value) for name, value in facts.items() if value]):
        leave(os.path.join(given.folder, name.replace("_", "-")), value)
    print(json.dumps(facts), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
