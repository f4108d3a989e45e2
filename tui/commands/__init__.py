"""The commands that need no screen, a subject a module; `shell_commands` is their table."""
