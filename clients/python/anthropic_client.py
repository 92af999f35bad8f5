"""Anthropic's SDK for Python."""

from importlib.metadata import version

import anthropic
from checks import *

NAME = "anthropic-python " + version("anthropic")
ASK = dict(
    model=CHAT,
    max_tokens=WORDS,
    messages=[{"role": "user", "content": "Why is the sky blue?"}],
)


def use(client, how):
    def message():
        answer = client.messages.create(**ASK)
        need(answer.stop_reason and answer.usage.output_tokens, "not finished")

    def events():
        seen = [e.type for e in client.messages.create(**ASK, stream=True)]
        need(seen[0] == "message_start" and seen[-1] == "message_stop", seen)
        return f"{len(seen)} events"

    def helper():
        with client.messages.stream(**ASK) as stream:
            texts = list(stream.text_stream)
            need(stream.get_final_message().stop_reason, "not finished")
        return f"{len(texts)} texts"

    check(NAME, how, "messages", message)
    check(NAME, how, "messages stream", events)
    check(NAME, how, "stream helper", helper)


def main():
    at = BASE + "/ollama"
    ways = {
        "Basic": dict(base_url=at, default_headers={"Authorization": basic(USER)}, api_key=None),
        "x-api-key": dict(base_url=at, api_key=USER_KEY),
        "Bearer": dict(base_url=at, auth_token=USER_KEY),
        "path key": dict(base_url=f"{BASE}/k/{USER_PATH_KEY}", api_key="ollama"),
    }
    for how, where in ways.items():
        use(anthropic.Anthropic(**where, max_retries=0), how)
    stranger = anthropic.Anthropic(base_url=at, api_key=WRONG_KEY, max_retries=0)
    user = anthropic.Anthropic(base_url=at, api_key=USER_KEY, max_retries=0)
    error = anthropic.APIStatusError
    check(
        NAME, "wrong key", "messages", lambda: refused(lambda: stranger.messages.create(**ASK), error, 401)
    )
    check(
        NAME,
        "x-api-key",
        "unknown model",
        lambda: refused(lambda: user.messages.create(**{**ASK, "model": "no-such"}), error, 404),
    )


main()
