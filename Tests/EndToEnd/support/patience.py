"""Waiting for what the server may record a little later than it answers."""

import time


def eventually(read, accept, seconds=5):
    """What `read` gives as soon as `accept` is content with it, or at last."""
    deadline = time.monotonic() + seconds
    while True:
        found = read()
        if accept(found) or time.monotonic() > deadline:
            return found
        time.sleep(0.05)
