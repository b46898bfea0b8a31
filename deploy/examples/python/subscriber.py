"""Reads one durable: checks each event by its schema, does its work once, acknowledges. ../README.md tells how."""
import asyncio
import hashlib
import json
from datetime import datetime
from os import environ
from pathlib import Path

import nats
from jsonschema import Draft7Validator

USER, STREAM, DURABLE, FROM = environ["NATS_USER"], environ["STREAM"], environ["DURABLE"], environ.get("FROM", "0")
schemas = {file.stem: Draft7Validator(json.loads(file.read_text())) for file in Path(environ["SCHEMAS"]).iterdir()}

# The work of this example, and the memory of it: a line an event. A line that a crash cut short was no work done.
path = Path(environ["LEDGER"])
lines = path.read_text().split("\n")[:-1] if path.exists() else []
path.write_text("".join(f"{line}\n" for line in lines))
known = {line.split(" ")[1] for line in lines}
ledger = path.open("ab", buffering=0)


async def main():
    rights = {"user": USER, "password": environ["NATS_PASSWORD"], "inbox_prefix": f"_INBOX.{USER}"}
    connection = await nats.connect(environ["NATS_URL"], max_reconnect_attempts=-1, **rights)
    manager = connection.jsm()
    reader = await connection.jetstream().pull_subscribe_bind(DURABLE, STREAM)

    async def place_of(time):
        """The first place at or after a time, found with the one thing that we may ask: our own durable."""
        low, high = 1, (await manager.consumer_info(STREAM, DURABLE)).delivered.stream_seq + 1
        while low < high:
            middle = (low + high) // 2
            await manager.reset_consumer(STREAM, DURABLE, middle)
            at = (await reader.fetch(1))[0].metadata
            low, high = (at.sequence.stream + 1, high) if at.timestamp < time else (low, middle)
        return low

    # Without a place: whatever is not acknowledged comes again at once and in order.
    place = int(FROM) if FROM.isdigit() else await place_of(datetime.fromisoformat(FROM))
    await manager.reset_consumer(STREAM, DURABLE, place)

    while True:
        try:
            messages = await reader.fetch(500)
        except asyncio.TimeoutError:
            continue  # nothing new
        for message in messages:
            event = json.loads(message.data)
            if not schemas[event["type"]].is_valid(event["data"]):  # where there is no schema it ends: take newer ones
                await message.term()
                continue
            if event["id"] in known:
                print("known", event["id"], flush=True)
            else:
                digest, at = hashlib.sha256(message.data).hexdigest(), message.metadata.sequence.stream
                ledger.write(f"{at} {event['id']} {event['type']} {digest}\n".encode())
            known.add(event["id"])
            await message.ack()

asyncio.run(main())
