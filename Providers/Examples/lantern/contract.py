"""What the provider contract asks of a server, whatever the vendor: refusals, orders, answers."""

import json

MOST_ITEMS = 1000
CHANNELS = ("vendor-mail", "our-mail", "apply", "export", "link")


class Problem(Exception):
    """A refusal of the whole call. It is raised before anything is committed, so its effect is `none`."""

    def __init__(self, status, code, title, **more):
        super().__init__(title)
        self.status = status
        self.body = {"title": title, "status": status, "code": code, "effect": "none", **more}


class Refused(Exception):
    """A refusal of one item; its neighbours go on."""

    def __init__(self, code, message, rule):
        super().__init__(message)
        self.body = {"code": code, "message": message, "rule": rule}


def unusable(what):
    return Problem(400, "unusable_request", f"The request is not usable: {what}.")


def document(body):
    """The JSON object of a request's body."""
    try:
        value = json.loads(body)
    except ValueError:
        raise unusable("the body is no JSON") from None
    if not isinstance(value, dict):
        raise unusable("the body is no object")
    return value


def text(value, name, longest=200):
    if not isinstance(value, str) or not 0 < len(value.encode()) <= longest or any(ord(c) < 32 for c in value):
        raise unusable(f"{name} is missing or no short text")
    return value


def count(value, name):
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= 10_000:
        raise unusable(f"{name} is no number from 1 to 10000")
    return value


class Order:
    """One verb for some items of one supply by one channel."""

    def __init__(self, body):
        self.supply = text(body.get("supply"), "supply")
        self.channel = body.get("channel")
        if self.channel not in CHANNELS:
            raise unusable("channel is unknown")
        items = body.get("items")
        if not isinstance(items, list) or not items:
            raise unusable("items are missing")
        if len(items) > MOST_ITEMS:
            raise Problem(413, "too_many_items", f"At most {MOST_ITEMS} items are taken in one call.")
        self.items = [Item(item) for item in items]
        if len({item.reference for item in self.items}) != len(self.items):
            raise unusable("two items have the same reference")


class Item:
    def __init__(self, body):
        if not isinstance(body, dict):
            raise unusable("an item is no object")
        self.reference = text(body.get("reference"), "an item's reference")
        self.id = body.get("id")
        recipient = body.get("recipient")
        self.recipient = None
        if recipient is not None:
            if not isinstance(recipient, dict):
                raise unusable("a recipient is no object")
            self.recipient = {
                "address": text(recipient.get("address"), "a recipient's address", 254),
                "name": recipient.get("name"),
                "language": recipient.get("language"),
            }


def item_by_item(order, act):
    """Exactly one answer for each item, in their order; what one item is refused touches no other."""
    answers = []
    for item in order.items:
        try:
            answers.append({"reference": item.reference, "outcome": "done", **act(item)})
        except Refused as refused:
            answers.append({"reference": item.reference, "outcome": "rejected", "refusal": refused.body})
    return {"items": answers}
