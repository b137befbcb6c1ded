"""Pages of the example alone, for tests and for trying it out: its people move on, its time passes, its calls go wrong. A real
provider has none of them. The names are those of the bundled sandbox's control pages."""

import base64
import datetime

from contract import unusable
from webhook import signed


class Control:
    def __init__(self, server):
        self.server = server
        self.faults = []
        self.page = None
        self.frozen = None

    def answer(self, page, body):
        act = {
            "furnish": self.furnish, "move": self.move, "advance": self.advance, "faults": self.ask_for,
            "faults/clear": self.clear, "outbox": self.outbox, "page": self.set_page, "webhook": self.webhook,
        }.get(page)
        return None if act is None else act(body)

    def furnish(self, body):
        with self.server.store.transaction() as db:
            for name, owned, archived in (("North", 2000, 0), ("South", 2000, 0), ("Rest", 3, 0), ("Shelf", 50, 1)):
                if db.execute("SELECT 1 FROM decks WHERE name = ?", (name,)).fetchone() is None:
                    id = self.server.lantern.new_deck(db, name, owned)
                    db.execute("UPDATE decks SET archived = ? WHERE id = ?", (archived, id))
        return {}

    def move(self, body):
        state = {"registered": None, "started": "opened", "completed": "finished"}.get(body.get("to"), "unknown")
        if state == "unknown":
            raise unusable("to is none of registered, started, completed")
        with self.server.store.transaction() as db:
            rows = db.execute(
                "SELECT * FROM handouts WHERE reference = ? AND state != 'withdrawn'", (body.get("person"),)
            ).fetchall()
            for row in rows if state else []:
                self.server.lantern.move(db, row, state, state)
        return {"moved": len(rows)}

    def advance(self, body):
        with self.server.store.transaction() as db:
            db.execute(
                "UPDATE facts SET value = CAST(value AS INTEGER) + ? WHERE name = 'offset'", (int(body.get("seconds", 0)),)
            )
        return {}

    def outbox(self, body):
        with self.server.store.view() as db:
            rows = db.execute("SELECT recipient, kind, reference, text FROM mails ORDER BY rowid")
            return [{"to": row[0], "kind": row[1], "reference": row[2], "text": row[3]} for row in rows]

    def set_page(self, body):
        self.page = body.get("records")
        return {}

    def webhook(self, body):
        """One that Lantern would send now, as it would leave."""
        now = self.server.now()
        headers, raw = signed(self.server.store.fact("webhook_key"), now, body)
        return {"headers": headers, "body_base64": base64.b64encode(raw).decode(), "sent_at": now}

    def ask_for(self, body):
        if body.get("kind") == "stale-snapshot":
            self.frozen = self.server.everything(None)
        self.faults.append({"operation": body.get("operation", "*"), "kind": body.get("kind")})
        return {}

    def clear(self, body):
        self.faults, self.frozen = [], None
        return {}

    def strike(self, operation):
        """The fault that this call meets; each strikes once."""
        for fault in self.faults:
            if fault["operation"] in ("*", operation):
                self.faults.remove(fault)
                return fault["kind"]
        return None


def moment(offset):
    time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=offset)
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"
