"""OpenAI's SDK for Python, synchronous and asynchronous."""

import asyncio
from importlib.metadata import version

import openai
from checks import *

NAME = "openai-python " + version("openai")
QUESTION = [{"role": "user", "content": "Why is the sky blue?"}]
ASK = dict(model=CHAT, messages=QUESTION, max_tokens=WORDS, temperature=0, seed=1)


def whole(chunks):
    need(any(c.choices and c.choices[0].finish_reason for c in chunks), "no finish_reason")
    need(chunks[-1].usage and chunks[-1].usage.completion_tokens, "no usage at the end")
    return f"{len(chunks)} chunks"


def use(client, how):
    def c(operation, action):
        check(NAME, how, operation, action)

    def models():
        found = [m.id for m in client.models.list()]
        need(any(m.split(":")[0] == CHAT for m in found), f"{CHAT} is not listed")
        return f"{len(found)} models"

    def chat():
        answer = client.chat.completions.create(**ASK)
        need(answer.choices[0].finish_reason and answer.usage.completion_tokens, "not finished")

    def stream():
        return whole(
            list(
                client.chat.completions.create(
                    **ASK, stream=True, stream_options={"include_usage": True}
                )
            )
        )

    def complete():
        answer = client.completions.create(model=CHAT, prompt="Once", max_tokens=WORDS)
        need(answer.choices[0].finish_reason, "not finished")

    def embed(**more):
        data = client.embeddings.create(model=EMBED, input=["one", "two"], **more).data
        need(len(data) == 2 and len(data[0].embedding) > 0, "no vectors")
        return f"2 × {len(data[0].embedding)}"

    def respond():
        answer = client.responses.create(model=CHAT, input="Hello", max_output_tokens=WORDS)
        need(answer.usage.output_tokens, "no usage")

    def respond_stream():
        events = list(
            client.responses.create(model=CHAT, input="Hello", max_output_tokens=WORDS, stream=True)
        )
        need(events[-1].type == "response.completed", events[-1].type)
        return f"{len(events)} events"

    c("models.list", models)
    c("models.retrieve", lambda: need(client.models.retrieve(CHAT).id, "no id"))
    c("chat", chat)
    c("chat stream", stream)
    c("completions", complete)
    c("embeddings", embed)
    c("embeddings float", lambda: embed(encoding_format="float"))
    c("responses", respond)
    c("responses stream", respond_stream)


async def use_async(client, how):
    async def stream():
        chunks = await client.chat.completions.create(
            **ASK, stream=True, stream_options={"include_usage": True}
        )
        return whole([c async for c in chunks])

    async def embed():
        answer = await client.embeddings.create(model=EMBED, input="one")
        need(len(answer.data[0].embedding) > 0, "no vector")

    await check_async("async " + NAME, how, "chat stream", stream)
    await check_async("async " + NAME, how, "embeddings", embed)


def main():
    at = BASE + "/ollama/v1"
    ways = {
        # The SDK always sends its api_key as a Bearer unless the header is given.
        "Basic": dict(base_url=at, api_key="unused", default_headers={"Authorization": basic(USER)}),
        "Bearer": dict(base_url=at, api_key=USER_KEY),
        "path key": dict(base_url=f"{BASE}/k/{USER_PATH_KEY}/v1", api_key="ollama"),
    }
    for how, where in ways.items():
        use(openai.OpenAI(**where, max_retries=0), how)
        asyncio.run(use_async(openai.AsyncOpenAI(**where, max_retries=0), how))
    stranger = openai.OpenAI(base_url=at, api_key=WRONG_KEY, max_retries=0)
    user = openai.OpenAI(base_url=at, api_key=USER_KEY, max_retries=0)
    error = openai.APIStatusError
    check(NAME, "wrong key", "models.list", lambda: refused(stranger.models.list, error, 401))
    check(
        NAME,
        "Bearer",
        "unknown model",
        lambda: refused(
            lambda: user.chat.completions.create(model="no-such", messages=QUESTION), error, 404
        ),
    )


main()
