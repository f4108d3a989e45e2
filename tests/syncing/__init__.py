"""Two Earmarks whose data folders Syncthing keeps alike, on this machine: `python -m tests.syncing`."""
