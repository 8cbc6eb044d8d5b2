"""Arguments and a check that says what went wrong; shared by the client scripts."""

import argparse
import pathlib
import sys


def arguments(secret):
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", default="")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument(f"--{secret}-file", required=True, dest="secret_file")
    parsed = parser.parse_args()
    parsed.secret = pathlib.Path(parsed.secret_file).read_text().strip()
    return parsed


def check(condition, what):
    if not condition:
        print(f"FAILED: {what}", file=sys.stderr)
        raise SystemExit(1)
    print(f"ok: {what}")


def fails(action, error, what):
    """`action` must raise `error`; gives it back."""
    try:
        action()
    except error as raised:
        print(f"ok: {what}")
        return raised
    print(f"FAILED: {what}: nothing was raised", file=sys.stderr)
    raise SystemExit(1)
