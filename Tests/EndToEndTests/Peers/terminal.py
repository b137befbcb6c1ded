"""Runs a command on a terminal of its own, as large as asked for, and passes on what it printed there and how it ended.

    terminal.py LINES COLUMNS COMMAND [ARGUMENT …]
"""
import fcntl
import os
import pty
import struct
import sys
import termios

lines, columns = int(sys.argv[1]), int(sys.argv[2])
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    os.execv(sys.argv[3], sys.argv[3:])
while True:
    try:
        printed = os.read(terminal, 65536)
    except OSError:  # The last of those who had it open has gone.
        break
    if not printed:
        break
    sys.stdout.buffer.write(printed)
    sys.stdout.buffer.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
