"""The Python example turned bad: an honest provider whose answers are spoilt on request.

    python3 hostile.py EXAMPLE-FOLDER --folder state --with-control

POST /control/deed {"operation": "issue", "deed": "hang"}: from now on every such call is answered so; without a deed it is honest again.
POST /control/redescribe {"version": "2.0.0", …}: members of its description that are other from now on.
"""

import json
import sys
import threading

sys.dont_write_bytecode = True
example = sys.argv.pop(1)
sys.path.insert(0, example)

import server as honest  # noqa: E402
from control import Control  # noqa: E402

SOMEBODY = "inv_01hzzzzzzzzzzzzzzzzzzzzzzz"
OVER = threading.Event()


class Deeds(Control):
    def __init__(self, server):
        super().__init__(server)
        self.deeds = {}

    def answer(self, page, body):
        if page == "deed":
            self.deeds = {body["operation"]: body["deed"]} if body.get("deed") else {}
            return {}
        if page == "redescribe":
            self.server.descriptor.update(body)
            return {}
        return super().answer(page, body)


class Server(honest.Server):
    def __init__(self, port, folder, has_control):
        super().__init__(port, folder, has_control)
        self.RequestHandlerClass = Handler
        self.control = Deeds(self)
        # A call that hangs shall not take half a minute of every test.
        self.descriptor["traits"]["deadline_seconds"] = 10

    def shutdown(self):
        OVER.set()
        super().shutdown()


class Handler(honest.Handler):
    deed = None

    def contract(self, operation, query, body):
        self.deed = self.server.control.deeds.get(operation)
        try:
            super().contract(operation, query, body)
        finally:
            self.deed = None

    def send(self, status, type, text, headers={}):
        deed, self.deed = self.deed, None
        if deed is None or status != 200:
            return super().send(status, type, text, headers)
        spoil = {"hang": self.hang, "flood": self.flood, "boast": self.boast, "redirect": self.redirect}.get(deed)
        if spoil:
            return spoil()
        if deed == "login-page":
            return super().send(200, "text/html", "<html><form action=/login>Please sign in</form></html>")
        if deed == "no-json":
            return super().send(200, type, text[: len(text) // 2] + "{{")
        super().send(200, type, json.dumps(REWRITTEN[deed](json.loads(text))))

    def hang(self):
        OVER.wait(600)
        self.close_connection = True

    def flood(self):
        """A gigabyte that nobody announced."""
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
        for _ in range(1 << 10):
            self.wfile.write(chunk)

    def boast(self):
        """A gigabyte that is announced."""
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n{")
        OVER.wait(600)

    def redirect(self):
        self.send_response(307)
        self.send_header("Location", "/provider/v1/check")
        self.send_header("Content-Length", "0")
        self.end_headers()


def each(name, change):
    def rewrite(answer):
        for entry in answer.get(name, []):
            change(entry)
        return answer

    return rewrite


def stranger(answer):
    """Beside the truth, somebody who has finished and bears an invitation's reference that nobody here gave."""
    answer["records"].append(
        {
            "reference": "inv_foreign", "id": "key_of_somebody_else", "address": "stranger@example.net",
            "supply": "deck_1", "word": "Finished", "as_of": answer.get("as_of", "2026-01-01T00:00:00.000Z"),
        }
    )
    answer.get("totals", {}).update(records=answer.get("totals", {}).get("records", 0) + 1)
    return answer


def far(answer):
    """Everything is as it will be in many years."""
    for entry in answer.get("records", []):
        entry["as_of"] = "2099-01-01T00:00:00.000Z"
    if "as_of" in answer:
        answer["as_of"] = "2099-01-01T00:00:00.000Z"
    return answer


def short(supply):
    """Seven units less than there are in the first deck."""
    if supply["id"] == "deck_1":
        supply["purchased"] -= 7
        supply["counters"]["Left"] -= 7


def fewer(answer):
    answer["items"] = answer["items"][:-1]
    return answer


def more(answer):
    answer["items"].append(dict(answer["items"][0], reference=SOMEBODY))
    return answer


REWRITTEN = {
    "fewer": fewer,
    "more": more,
    "other-tenant": each("items", lambda item: item.update(reference=SOMEBODY)),
    "other-person": each("items", lambda item: item.update(address="somebody.else@example.org")),
    "other-kind": each("items", lambda item: item.get("credential", {}).update(kind="multi-use-code")),
    "no-credential": each("items", lambda item: item.update(credential={"kind": "access-key"})),
    "other-units": each("effects", lambda effect: effect.update(count=900)),
    "other-purchase": each("effects", lambda effect: effect["supply"].update(purchased=999999)),
    "stranger": stranger,
    "far": far,
    "short": each("supplies", short),
    "other-supply": each("effects", lambda effect: effect.update(to="deck_of_somebody_else")),
    "tenants-records": each("records", lambda record: record.update(reference=SOMEBODY, supply="deck_of_somebody_else")),
    "unknown-codes": each("records", lambda record: record.update(credential="LN-NEVERGIVENTOANYONE")),
    "impossible-counts": each("supplies", lambda supply: supply.update(purchased=2**62)),
}

if __name__ == "__main__":
    honest.main(Server)
