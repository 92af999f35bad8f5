"""Shared by the Python programs: where Corral is, with which credentials, and how a result is told.

Every result is one line on standard output: client, credential, operation, ok|FAIL|skip, reason; tabs between.
"""

import base64
import os
import re
import traceback

BASE = os.environ["CORRAL_URL"].rstrip("/")
USER = tuple(os.environ["CORRAL_USER"].split(":", 1))
ADMIN = tuple(os.environ["CORRAL_ADMIN"].split(":", 1))
USER_KEY = os.environ["CORRAL_USER_KEY"]
USER_PATH_KEY = os.environ["CORRAL_USER_PATH_KEY"]
ADMIN_KEY = os.environ["CORRAL_ADMIN_KEY"]
ADMIN_PATH_KEY = os.environ["CORRAL_ADMIN_PATH_KEY"]
CHAT = os.environ["CORRAL_CHAT_MODEL"]
EMBED = os.environ["CORRAL_EMBED_MODEL"]
WORDS = int(os.environ.get("CORRAL_WORDS", "8"))
# A key of the right form that nobody was given: a Corral must refuse it whatever else it does.
WRONG_KEY = USER_KEY[:-6] + ("A" * 6 if USER_KEY[-6:] != "A" * 6 else "B" * 6)
SECRETS = [USER_KEY, USER_PATH_KEY, ADMIN_KEY, ADMIN_PATH_KEY, USER[1], ADMIN[1]]


def basic(user):
    """The value of an Authorization header."""
    return "Basic " + base64.b64encode(":".join(user).encode()).decode()


def say(client, credential, operation, result, reason=""):
    text = " ".join(str(reason).split())
    for secret in SECRETS:
        text = text.replace(secret, "***")
    print("\t".join((client, credential, operation, result, text[:300])), flush=True)


def wanted(credential, operation):
    return re.search(os.environ.get("CORRAL_ONLY", ""), f"{credential} {operation}")


def check(client, credential, operation, action):
    """Runs action(); what it returns is the note of the line, what it raises is a failure."""
    if not wanted(credential, operation):
        return False
    try:
        say(client, credential, operation, "ok", action() or "")
        return True
    except Exception as problem:  # every fault of a client is a line, never the end of the run
        say(client, credential, operation, "FAIL", f"{type(problem).__name__}: {problem}")
        if os.environ.get("CORRAL_TRACE"):
            traceback.print_exc()
        return False


async def check_async(client, credential, operation, action):
    if not wanted(credential, operation):
        return False
    try:
        say(client, credential, operation, "ok", await action() or "")
        return True
    except Exception as problem:
        say(client, credential, operation, "FAIL", f"{type(problem).__name__}: {problem}")
        return False


def need(condition, what):
    if not condition:
        raise AssertionError(what)


def refused(action, kind, status):
    """Passes if action() raises `kind` with this status and a sentence."""
    try:
        action()
    except kind as problem:
        seen = getattr(problem, "status_code", None)
        need(seen == status, f"refused with {seen} instead of {status}: {problem}")
        need(len(str(problem)) > 20, f"no sentence: {problem}")
        return f"refused with {status}"
    raise AssertionError(f"not refused; {status} was expected")
