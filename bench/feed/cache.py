"""Results by name, kept in one JSON file, so that a stopped run goes on where it was."""

import hashlib
import json
import os
import pathlib

FOLDER = pathlib.Path(__file__).parent


def sources(*names):
    """A fingerprint of what a result depends on: a changed model is measured again."""
    texts = b"".join((FOLDER / name).read_bytes() for name in names)
    return hashlib.sha256(texts).hexdigest()[:12]


class Cache:
    """`frozen`: nothing is made any more; what is not known is None."""

    def __init__(self, path, frozen=False):
        self.frozen = frozen
        self.path = pathlib.Path(path)
        self.known = json.loads(self.path.read_text()) if self.path.exists() else {}

    def get(self, name, make):
        """What is known under this name, or what `make()` says, kept before it is returned."""
        if name not in self.known and self.frozen:
            return None
        if name not in self.known:
            self.known[name] = make()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part = self.path.with_suffix(".part")
            part.write_text(json.dumps(self.known))
            os.replace(part, self.path)
        return self.known[name]
