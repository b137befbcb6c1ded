"""The vendor Lantern: decks of access keys, the five verbs, and what it says of them. Every function takes the open database;
what it raises leaves no trace."""

import secrets

from contract import Problem, Refused, item_by_item

WORDS = {
    "aside": "Set aside", "sent": "Sent", "opened": "Opened", "finished": "Finished", "withdrawn": "Withdrawn",
}
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def reachable(address):
    name, at, domain = address.rpartition("@")
    return bool(name and at and "." in domain.strip(".")) and not any(c.isspace() for c in address)


class Lantern:
    def __init__(self, address, now):
        self.address = address
        self.now = now

    # Decks

    def deck(self, db, id):
        deck = db.execute("SELECT * FROM decks WHERE id = ?", (id,)).fetchone()
        if deck is None:
            raise Problem(404, "no_such_supply", "There is no such deck.", rule="LN-1")
        return deck

    def new_deck(self, db, name, owned):
        id = f"deck_{db.execute('SELECT count(*) FROM decks').fetchone()[0] + 1}"
        db.execute("INSERT INTO decks (id, name, owned) VALUES (?, ?, ?)", (id, name, owned))
        return id

    def tally(self, db, deck):
        rows = db.execute("SELECT state, count(*) FROM handouts WHERE deck = ? GROUP BY state", (deck["id"],))
        states = dict(rows.fetchall())
        out = states.get("aside", 0) + states.get("sent", 0)
        begun = states.get("opened", 0) + states.get("finished", 0)
        return {"Left": deck["owned"] - out - begun, "Out": out, "Begun": begun}

    def supply(self, db, id):
        deck = self.deck(db, id)
        return {
            "id": deck["id"], "name": deck["name"], "usage": "single", "category": "deck", "assessments": ["compass"],
            "archived": bool(deck["archived"]), "purchased": deck["owned"], "counters": self.tally(db, deck),
        }

    def supplies(self, db):
        ids = [row["id"] for row in db.execute("SELECT id FROM decks ORDER BY id")]
        return {"supplies": [self.supply(db, id) for id in ids], "next_cursor": None}

    # Verbs

    def issue(self, db, order, settings):
        deck = self.deck(db, order.supply)
        if deck["archived"]:
            raise Problem(409, "archived", "The deck is archived.", rule="LN-2")
        if order.channel == "export":
            raise Problem(422, "channel_not_possible", "Lantern exports no keys.", rule="LN-5")
        return item_by_item(order, lambda item: self.issue_one(db, deck, item, order.channel))

    def issue_one(self, db, deck, item, channel):
        if channel == "vendor-mail" and item.recipient is None:
            raise Refused("recipient_missing", "A mail needs somebody to go to.", "LN-5")
        if item.recipient is not None and not reachable(item.recipient["address"]):
            raise Refused("address_unusable", "No mail could reach this address. Correct it.", "LN-5")
        if self.tally(db, deck)["Left"] < 1:
            raise Refused("none_left", "No key of this deck is left. Buy more.", "LN-1")
        person = item.recipient or {"address": None, "name": None, "language": None}
        # Whoever is shown the key with the answer may pass it on at once.
        state = "sent" if channel in ("our-mail", "link") else "aside"
        key = "LN-" + "".join(secrets.choice(ALPHABET) for _ in range(16))
        row = db.execute(
            "INSERT INTO handouts (deck, key, reference, address, name, language, channel, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " RETURNING *",
            (deck["id"], key, item.reference, person["address"], person["name"], person["language"], channel, state),
        ).fetchone()
        self.note(db, row, "issued")
        answer = {
            "credential": {
                "kind": "access-key", "secret": key, "link": self.link(key), "id": self.id(row), "word": WORDS[state],
            }
        }
        return answer if item.recipient is None else {"address": person["address"], **answer}

    def distribute(self, db, order, settings):
        self.deck(db, order.supply)
        if order.channel == "apply":
            return self.hand_over(db, order)
        if order.channel != "vendor-mail":
            raise Problem(405, "not_supported", "Only mails and cards at the desk are Lantern's to give.", rule="LN-5")

        def send(item):
            row = self.living(db, item, order)
            if row["state"] in ("opened", "finished"):
                raise Refused("opened", "The key was opened; there is nothing to send any more.", "LN-3")
            self.mail(db, row, "invitation", settings)
            self.move(db, row, "sent", "sent")
            return {"address": row["address"], "word": WORDS["sent"]}

        return item_by_item(order, send)

    def hand_over(self, db, order):
        """Cards are given by hand: the answer says what a person is to do."""
        cards, items = [], []
        for item in order.items:
            try:
                cards.append((item.reference, self.living(db, item, order)))
                items.append({"reference": item.reference, "outcome": "manual", "task": 0})
            except Refused as refused:
                items.append({"reference": item.reference, "outcome": "rejected", "refusal": refused.body})
        lines = ["card,for"] + [f"{self.id(row)},{row['address'] or ''}" for _, row in cards]
        task = {
            "title": f"Hand {len(cards)} cards over at the desk",
            "steps": ["Open the drawer of cards", "Take those of the list", "Give each to its person"],
            "materials": [{"name": "cards.csv", "media_type": "text/csv", "content": "\r\n".join(lines) + "\r\n"}],
            "references": [reference for reference, _ in cards],
            "rule": "LN-5",
        }
        return {"items": items, "tasks": [task]} if cards else {"items": items}

    def retract(self, db, order, settings):
        self.deck(db, order.supply)

        def withdraw(item):
            row = self.living(db, item, order)
            if row["state"] not in ("aside", "sent"):
                raise Refused("opened", "The key was opened; it cannot be taken back.", "LN-3")
            self.move(db, row, "withdrawn", "withdrawn")
            return {"word": WORDS["withdrawn"], "available_again": True}

        return item_by_item(order, withdraw)

    def remind(self, db, order, settings):
        self.deck(db, order.supply)
        if order.channel != "vendor-mail":
            raise Problem(405, "not_supported", "Lantern has no address of whom it did not write to.", rule="LN-4")

        def nudge(item):
            row = self.living(db, item, order)
            if row["state"] in ("aside", "finished") or row["channel"] != "vendor-mail":
                raise Refused("nothing_to_remind_of", "It is not sent by mail, or finished.", "LN-4")
            self.mail(db, row, "reminder", settings)
            return {"word": WORDS[row["state"]]}

        return item_by_item(order, nudge)

    def living(self, db, item, order):
        row = db.execute(
            "SELECT * FROM handouts WHERE deck = ? AND reference = ? AND state != 'withdrawn' ORDER BY number DESC",
            (order.supply, item.reference),
        ).fetchone()
        if row is None or (item.id is not None and item.id != self.id(row)):
            raise Refused("no_such_key", "No key of this deck is known by that.", "LN-5")
        return row

    # What it says

    def record(self, row):
        attributes = {"channel": row["channel"], **({"language": row["language"]} if row["language"] else {})}
        record = {
            "reference": row["reference"], "id": self.id(row), "credential": row["key"], "link": self.link(row["key"]),
            "address": row["address"], "name": row["name"], "supply": row["deck"], "word": WORDS[row["state"]],
            "as_of": self.now(), "attributes": attributes,
        }
        return {name: value for name, value in record.items() if value is not None}

    def status(self, db, references):
        records, missing = [], []
        for reference in references:
            rows = db.execute("SELECT * FROM handouts WHERE reference = ? ORDER BY number", (reference,)).fetchall()
            records += [self.record(row) for row in rows]
            if not rows:
                missing.append(reference)
        return {"records": records, "missing": missing, "as_of": self.now(), "lag_seconds": 0}

    def results(self, db, deck, start, size):
        rows = db.execute(
            "SELECT * FROM handouts WHERE state = 'finished' AND number > ? AND (? IS NULL OR deck = ?) ORDER BY number LIMIT ?",
            (start, deck, deck, size),
        ).fetchall()
        found = [
            {
                "reference": row["reference"], "id": self.id(row), "supply": row["deck"], "assessment": "compass",
                "completed_at": row["finished_at"], "report_link": self.link(row["key"]),
                "scores": {"north": row["number"] * 37 % 100, "style": "steady" if row["number"] % 2 else "quick"},
                **({"address": row["address"]} if row["address"] else {}),
            }
            for row in rows
        ]
        return {"results": found, "next_cursor": str(rows[-1]["number"]) if len(rows) == size else None}

    # Small things

    def id(self, row):
        return f"key_{row['number']}"

    def link(self, key):
        return f"{self.address}/k/{key}"

    def note(self, db, row, what):
        db.execute("INSERT INTO history VALUES (?, ?, ?)", (row["number"], self.now(), what))

    def move(self, db, row, state, what):
        finished = self.now() if state == "finished" else row["finished_at"]
        db.execute("UPDATE handouts SET state = ?, finished_at = ? WHERE number = ?", (state, finished, row["number"]))
        self.note(db, row, what)

    def mail(self, db, row, kind, settings):
        """The invented vendor's mails reach its own outbox only."""
        text = f"Begin at {self.link(row['key'])}\n-- \n{settings.get('signature', 'Lantern')}"
        db.execute("INSERT INTO mails VALUES (?, ?, ?, ?)", (row["address"], kind, row["reference"], text))
        self.note(db, row, f"{kind} mailed")
