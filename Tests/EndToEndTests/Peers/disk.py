"""Holds a small file system in memory and fills it on request.

Started in a mount namespace of its own, so that it is gone with this process. Commands are lines on standard input: `fill N`
leaves N bytes free, `empty` gives the room back; each is answered by how many bytes are taken without that filling.
"""
import os
import pathlib
import subprocess
import sys

folder = pathlib.Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={sys.argv[2]}m,mode=700", "none", folder], check=True)
ballast = folder / "ballast"
print("held", flush=True)
for line in sys.stdin:
    command, *arguments = line.split()
    ballast.unlink(missing_ok=True)
    room = os.statvfs(folder)
    if command == "fill":
        with open(ballast, "wb") as file:
            file.write(bytes(max(0, room.f_bavail * room.f_frsize - int(arguments[0]))))
    print((room.f_blocks - room.f_bfree) * room.f_frsize, flush=True)
