"""Times owui-client: for each number that it reads, makes that many calls and prints the milliseconds they took."""

import asyncio
import sys
import time

from owui_client.client import OpenWebUI


async def main(url: str) -> None:
    client = OpenWebUI(api_url=f"{url}/api", api_key="bench")
    seen = await client.chats.get_list(page=1)
    assert len(seen) == 60, len(seen)
    print("ready", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(line)):
            await client.chats.get_list(page=1)
        print((time.perf_counter() - start) * 1000, flush=True)


asyncio.run(main(sys.argv[1]))
