"""`python -m samspill` is the samspill command."""

from samspill.main import run

if __name__ == "__main__":
    raise SystemExit(run())
