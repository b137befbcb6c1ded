"""What only Lantern has. Each action answers its outcome, what it shows, and what follows from it for the ledger."""

from contract import Item, Problem, Refused, count, text, unusable


def perform(lantern, db, name, body):
    act = ACTIONS.get(name)
    if act is None:
        raise Problem(404, "no_such_action", "Lantern has no such action.")
    reference = text(body.get("reference"), "reference")
    given = body.get("input")
    if not isinstance(given, dict):
        raise unusable("input is missing")
    try:
        return {"reference": reference, "outcome": "done", **act(lantern, db, body, given)}
    except Refused as refused:
        return {"reference": reference, "outcome": "rejected", "refusal": refused.body}


def new_deck(lantern, db, body, given):
    id = lantern.new_deck(db, text(given.get("name"), "name", 100), count(given.get("count"), "count"))
    return {"result": {"id": id}, "effects": [{"type": "supply", "supply": lantern.supply(db, id)}]}


def transfer(lantern, db, body, given):
    source = lantern.deck(db, text(body.get("supply"), "supply"))
    target = lantern.deck(db, text(given.get("to"), "to"))
    number = count(given.get("count"), "count")
    if source["id"] == target["id"]:
        raise Refused("same_deck", "Keys move into another deck.", "LN-1")
    if source["archived"] or target["archived"]:
        raise Refused("archived", "Neither deck may be archived.", "LN-2")
    if lantern.tally(db, source)["Left"] < number:
        raise Refused("none_left", "So many keys are not left.", "LN-1")
    db.execute("UPDATE decks SET owned = owned - ? WHERE id = ?", (number, source["id"]))
    db.execute("UPDATE decks SET owned = owned + ? WHERE id = ?", (number, target["id"]))
    moved = {"type": "units-moved", "count": number, "from": source["id"], "to": target["id"]}
    return {"effects": [moved]}


def archiving(archived):
    def act(lantern, db, body, given):
        deck = lantern.deck(db, text(body.get("supply"), "supply"))
        db.execute("UPDATE decks SET archived = ? WHERE id = ?", (int(archived), deck["id"]))
        return {"effects": [{"type": "archived", "supply": deck["id"], "archived": archived}]}

    return act


def handout(lantern, db, body):
    lantern.deck(db, text(body.get("supply"), "supply"))
    item = Item(body.get("item"))
    row = db.execute(
        "SELECT * FROM handouts WHERE deck = ? AND reference = ? ORDER BY number DESC", (body["supply"], item.reference)
    ).fetchone()
    if row is None:
        raise Refused("no_such_key", "No key of this deck is known by that.", "LN-5")
    return row


def key_link(lantern, db, body, given):
    return {"result": {"link": lantern.link(handout(lantern, db, body)["key"])}}


def history(lantern, db, body, given):
    rows = db.execute("SELECT at, what FROM history WHERE handout = ? ORDER BY rowid", (handout(lantern, db, body)["number"],))
    return {"result": {"entries": [dict(row) for row in rows]}}


ACTIONS = {
    "new-deck": new_deck,
    "transfer": transfer,
    "archive": archiving(True),
    "unarchive": archiving(False),
    "key-link": key_link,
    "history": history,
}
