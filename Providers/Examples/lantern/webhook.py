"""What Lantern sends by itself, and how it is told to be Lantern's: signed with the account's key, and fresh."""

import base64
import datetime
import hashlib
import hmac
import json

from contract import Problem, unusable

FRESH = datetime.timedelta(minutes=5)


def signature(key, timestamp, body):
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def signed(key, timestamp, event):
    """One webhook as it leaves: its headers and its body."""
    body = json.dumps(event).encode()
    return {"Lantern-Timestamp": timestamp, "Lantern-Signature": signature(key, timestamp, body)}, body


def hints(envelope, settings):
    """Where to look, once it is certain that Lantern said so. Nothing of what it says is passed on as a truth."""
    foreign = Problem(403, "not_the_vendors", "This is not signed by Lantern, or too old.")
    try:
        body = base64.b64decode(envelope["body_base64"], validate=True)
        headers = {header["name"].lower(): header["value"] for header in envelope["headers"]}
        received = datetime.datetime.fromisoformat(envelope["received_at"].replace("Z", "+00:00"))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise unusable("it is no webhook in its envelope") from None
    key, timestamp = settings.get("webhook_key"), headers.get("lantern-timestamp", "")
    if not key or not hmac.compare_digest(headers.get("lantern-signature", ""), signature(key, timestamp, body)):
        raise foreign
    try:
        event = json.loads(body)
        sent = datetime.datetime.fromisoformat(timestamp.replace("Z", "+00:00"))
    except ValueError:
        raise foreign from None
    if abs(received - sent) > FRESH:
        raise foreign
    if isinstance(event.get("reference"), str):
        return {"hints": [{"reference": event["reference"]}]}
    return {"hints": [{"supply": event["deck"]}] if isinstance(event.get("deck"), str) else [{"everything": True}]}
