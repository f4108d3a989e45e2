"""The command `earmark`, and `python -m tui`: the picture of the last visit first, then everything else."""

import gc
import sys

from tui.first_picture import first_picture


def main() -> int:
    """Run the command line of this process and return its exit status."""
    gc.set_threshold(200_000)  # most commands end before there is garbage worth a look; the screens set their own
    words = sys.argv[1:]
    picture = first_picture(words)
    try:
        from tui import cli

        return cli.main(words, picture)
    finally:
        if picture is not None:
            picture.remove()


if __name__ == "__main__":
    sys.exit(main())
