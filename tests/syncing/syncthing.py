"""One Syncthing instance on loopback: its keys, its configuration, and the few calls of its REST interface needed.

It talks to its peer alone: no discovery, no relays, no usage reports, no updates.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any
from xml.etree import ElementTree

FOLDER = "earmark"
LONGEST_WAIT = 60.0
"""Seconds after which two instances that are not in step have failed."""


class SyncFailed(Exception):
    """Syncthing did not start, or did not bring the folders in step."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Syncthing:
    """An instance that shares one folder; runs inside a `with` block."""

    def __init__(self, home: Path, shared: Path) -> None:
        program = shutil.which("syncthing")
        if program is None:
            raise SyncFailed("Syncthing is not installed: on Debian, apt-get install syncthing.")
        self._program = program
        self._home = home
        self._shared = shared
        self._key = os.urandom(16).hex()
        self._gui, self._port = free_port(), free_port()
        self._environment = {**os.environ, "HOME": str(home), "STNOUPGRADE": "1", "STNODEFAULTFOLDER": "1"}
        subprocess.run([program, "generate", f"--home={home}"], check=True, capture_output=True, env=self._environment)
        asked = [program, f"--home={home}", "--device-id"]
        self.id = subprocess.run(
            asked, check=True, capture_output=True, text=True, env=self._environment
        ).stdout.strip()
        self._process: subprocess.Popen[bytes] | None = None

    def share_with(self, other: Syncthing) -> None:
        """Write the configuration: this folder, and the other instance as the only peer."""
        path = self._home / "config.xml"
        tree = ElementTree.parse(path)
        root = tree.getroot()
        for known in [*root.findall("folder"), *root.findall("device")]:
            root.remove(known)
        options = root.find("options")
        assert options is not None
        for name, value in (
            ("listenAddress", f"tcp://127.0.0.1:{self._port}"),
            ("globalAnnounceEnabled", "false"),
            ("localAnnounceEnabled", "false"),
            ("relaysEnabled", "false"),
            ("natEnabled", "false"),
            ("urAccepted", "-1"),
            ("crashReportingEnabled", "false"),
            ("autoUpgradeIntervalH", "0"),
            ("reconnectionIntervalS", "1"),
            ("startBrowser", "false"),
        ):
            for known in options.findall(name):
                options.remove(known)
            ElementTree.SubElement(options, name).text = value
        gui = root.find("gui")
        assert gui is not None
        for name, value in (("address", f"127.0.0.1:{self._gui}"), ("apikey", self._key)):
            for known in gui.findall(name):
                gui.remove(known)
            ElementTree.SubElement(gui, name).text = value
        for peer, address in ((self, "dynamic"), (other, f"tcp://127.0.0.1:{other._port}")):
            device = ElementTree.SubElement(root, "device", id=peer.id, name=peer.id[:7])
            ElementTree.SubElement(device, "address").text = address
        folder = ElementTree.SubElement(
            root, "folder", id=FOLDER, path=str(self._shared), type="sendreceive",
            rescanIntervalS="3600", fsWatcherEnabled="true", fsWatcherDelayS="1",
        )  # fmt: skip
        for peer in (self, other):
            ElementTree.SubElement(folder, "device", id=peer.id)
        tree.write(path)

    def __enter__(self) -> Syncthing:
        self._process = subprocess.Popen(
            [self._program, "serve", f"--home={self._home}", "--no-browser", "--no-restart"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )
        end = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < end:
            try:
                self.ask("GET", "system/ping")
            except OSError:
                time.sleep(0.1)
            else:
                return self
        raise SyncFailed("Syncthing did not start.")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait()

    def ask(self, method: str, path: str) -> Any:
        """Call the REST interface; return what it answers."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._gui}/rest/{path}", method=method, headers={"X-API-Key": self._key}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            body = answer.read()
        return json.loads(body) if body.strip() else None

    def pause(self) -> None:
        """Go offline."""
        self.ask("POST", "system/pause")

    def resume(self) -> None:
        """Go online again."""
        self.ask("POST", "system/resume")

    def scan(self) -> None:
        """Look at the folder now."""
        self.ask("POST", f"db/scan?folder={FOLDER}")

    def state(self) -> tuple[str, int, int]:
        """Return what it is doing, the bytes that it needs, and the bytes that the folder has in all."""
        status = self.ask("GET", f"db/status?folder={FOLDER}")
        return status["state"], status["needTotalItems"], status["globalBytes"]


def files_below(folder: Path) -> dict[str, bytes]:
    """Return the files of a shared folder, without Syncthing's own."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".st")
    }


def wait_until_alike(one: Syncthing, other: Syncthing, first: Path, second: Path) -> None:
    """Wait until both folders hold the same files. Raises SyncFailed if they never do."""
    end = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < end:
        one.scan()
        other.scan()
        idle = all(instance.state()[:2] == ("idle", 0) for instance in (one, other))
        if idle and files_below(first) == files_below(second):
            return
        time.sleep(0.2)
    raise SyncFailed("The folders did not come in step.")
