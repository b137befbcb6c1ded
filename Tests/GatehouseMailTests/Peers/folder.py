"""Parses every .eml file of a folder: {name: what Python read}."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from parsed import parsed

files = sorted(pathlib.Path(sys.argv[1]).glob("*.eml"))
print(json.dumps({file.name: parsed(file.read_bytes()) for file in files}))
