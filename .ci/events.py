"""Every schema under contracts/events is a valid JSON Schema of the event that its name says, and its examples are valid by it.

With documents on standard input, one JSON object a line, each is judged by the schema of its type as well.
"""

import json
import pathlib
import sys

from jsonschema import Draft202012Validator

folder = pathlib.Path(__file__).resolve().parent.parent / "contracts" / "events"
schemas = {}
for path in sorted(folder.glob("*.json")):
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    name = schema["properties"]["type"]["const"]
    if name != path.stem or schema["$id"] != f"urn:gatehouse:event:{name}":
        sys.exit(f"{path.name} is the schema of {name}")
    schemas[name] = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    if not schema.get("examples"):
        sys.exit(f"{path.name} has no example")
    for example in schema["examples"]:
        schemas[name].validate(example)
if not schemas:
    sys.exit("contracts/events holds no schema")

seen = 0
for line in sys.stdin if "--judge" in sys.argv else []:
    event = json.loads(line)
    if event["type"] not in schemas:
        sys.exit(f"no schema for {event['type']}")
    for error in schemas[event["type"]].iter_errors(event):
        sys.exit(f"{event['type']}: {error.message} in {line}")
    seen += 1
print(f"{len(schemas)} schemas of events are valid" + (f", {seen} events fit them" if "--judge" in sys.argv else ""))
