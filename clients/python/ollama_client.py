"""ollama for Python, synchronous and asynchronous."""

import asyncio
import os
from importlib.metadata import version

import ollama
from checks import *

NAME = "ollama-python " + version("ollama")
OPTIONS = {"num_predict": WORDS, "temperature": 0, "seed": 1}
QUESTION = [{"role": "user", "content": "Why is the sky blue?"}]


def whole(chunks):
    """A stream is whole if its last chunk alone is done, and counts tokens."""
    need(len(chunks) > 1, f"{len(chunks)} chunks")
    need(chunks[-1].done, "the last chunk is not done")
    need(not any(c.done for c in chunks[:-1]), "a chunk before the last is done")
    need(chunks[-1].eval_count, "no eval_count")
    return f"{len(chunks)} chunks"


def one(answer):
    need(answer.done and answer.eval_count, "not done")


def vectors(answer, count):
    need(len(answer.embeddings) == count, "wrong number of vectors")
    need(all(len(v) > 0 for v in answer.embeddings), "an empty vector")
    return f"{count} × {len(answer.embeddings[0])}"


def named(models, name):
    need(any(m.model.split(":")[0] == name for m in models), f"{name} is not listed")
    return f"{len(models)} models"


def use(client, how):
    def c(operation, action):
        check(NAME, how, operation, action)

    c("list", lambda: named(client.list().models, CHAT))
    c("ps", lambda: f"{len(client.ps().models)} loaded")
    c("show", lambda: need(client.show(CHAT).details, "no details"))
    c("chat", lambda: one(client.chat(CHAT, QUESTION, options=OPTIONS)))
    c("chat stream", lambda: whole(list(client.chat(CHAT, QUESTION, stream=True, options=OPTIONS))))
    c("generate", lambda: one(client.generate(CHAT, "Once", options=OPTIONS)))
    c(
        "generate stream",
        lambda: whole(list(client.generate(CHAT, "Once", stream=True, options=OPTIONS))),
    )
    c("embed", lambda: vectors(client.embed(EMBED, ["one", "two"]), 2))
    c("embeddings", lambda: need(len(client.embeddings(EMBED, "one").embedding) > 0, "empty"))


def manage(client, how):
    made, copied = "corral-check-py", "corral-check-py2"
    gguf = os.environ.get("CORRAL_GGUF")

    def create():
        if gguf:
            digest = client.create_blob(gguf)
            steps = list(client.create(made, files={os.path.basename(gguf): digest}, stream=True))
        else:
            steps = list(client.create(made, from_=EMBED, system="Short.", stream=True))
        need(steps[-1].status == "success", steps[-1])
        return "from a GGUF" if gguf else "from a model"

    def delete():
        for name in (made, copied):
            need(client.delete(name).status == "success", name)
        need(not any(m.model.startswith(made) for m in client.list().models), "still listed")

    check(NAME, how, "create", create)
    check(NAME, how, "copy", lambda: need(client.copy(made, copied).status == "success", "no"))
    check(NAME, how, "show the copy", lambda: need(client.show(copied).details, "no details"))
    check(NAME, how, "delete", delete)


async def use_async(client, how):
    name = "async " + NAME

    async def chat_stream():
        chunks = await client.chat(CHAT, QUESTION, stream=True, options=OPTIONS)
        return whole([c async for c in chunks])

    async def generate_stream():
        chunks = await client.generate(CHAT, "Once", stream=True, options=OPTIONS)
        return whole([c async for c in chunks])

    async def chat():
        one(await client.chat(CHAT, QUESTION, options=OPTIONS))

    async def embed():
        return vectors(await client.embed(EMBED, ["one", "two"]), 2)

    async def listed():
        return named((await client.list()).models, CHAT)

    async def shown():
        need((await client.show(CHAT)).details, "no details")

    async def together():
        await asyncio.gather(chat_stream(), generate_stream(), embed())

    for operation, action in (
        ("list", listed),
        ("show", shown),
        ("chat", chat),
        ("chat stream", chat_stream),
        ("generate stream", generate_stream),
        ("embed", embed),
        ("three at once", together),
    ):
        await check_async(name, how, operation, action)


async def manage_async(client, how):
    """The asynchronous client sends a blob in chunks, the other with a length."""
    name, gguf, made = "async " + NAME, os.environ.get("CORRAL_GGUF"), "corral-check-pya"
    if not gguf:
        say(name, how, "create", "skip", "no GGUF given")
        return

    async def create():
        digest = await client.create_blob(gguf)
        answer = await client.create(made, files={"m.gguf": digest})
        need(answer.status == "success", answer)

    async def delete():
        need((await client.delete(made)).status == "success", "no")

    await check_async(name, how, "create", create)
    await check_async(name, how, "delete", delete)


def by_environment():
    """OLLAMA_HOST and OLLAMA_API_KEY alone, as somebody who may not change a program would."""
    os.environ["OLLAMA_HOST"], os.environ["OLLAMA_API_KEY"] = BASE + "/ollama", USER_KEY
    try:
        return ollama.Client()
    finally:
        del os.environ["OLLAMA_HOST"], os.environ["OLLAMA_API_KEY"]


def main():
    ways = {
        "Basic": dict(host=BASE + "/ollama", auth=USER),
        "Bearer": dict(host=BASE + "/ollama", headers={"Authorization": "Bearer " + USER_KEY}),
        "x-api-key": dict(host=BASE + "/ollama", headers={"x-api-key": USER_KEY}),
        "path key": dict(host=f"{BASE}/k/{USER_PATH_KEY}"),
    }
    admins = {
        "Basic": dict(host=BASE + "/ollama", auth=ADMIN),
        "Bearer": dict(host=BASE + "/ollama", headers={"Authorization": "Bearer " + ADMIN_KEY}),
        "path key": dict(host=f"{BASE}/k/{ADMIN_PATH_KEY}"),
    }
    for how, where in ways.items():
        use(ollama.Client(**where), how)
    use(by_environment(), "OLLAMA_API_KEY")
    for how, where in admins.items():
        manage(ollama.Client(**where), how + " (admin)")

    async def asynchronous():
        for how, where in ways.items():
            await use_async(ollama.AsyncClient(**where), how)
        for how, where in admins.items():
            await manage_async(ollama.AsyncClient(**where), how + " (admin)")

    asyncio.run(asynchronous())
    stranger = ollama.Client(host=BASE + "/ollama", headers={"Authorization": "Bearer " + WRONG_KEY})
    nobody = ollama.Client(host=BASE + "/ollama")
    user = ollama.Client(**ways["Bearer"])
    error = ollama.ResponseError
    check(NAME, "wrong key", "list", lambda: refused(stranger.list, error, 401))
    check(NAME, "none", "list", lambda: refused(nobody.list, error, 401))
    check(NAME, "Bearer", "delete as a user", lambda: refused(lambda: user.delete(CHAT), error, 403))
    check(NAME, "Bearer", "unknown model", lambda: refused(lambda: user.show("no-such"), error, 404))


main()
