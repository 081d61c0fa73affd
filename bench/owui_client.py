"""Times owui-client: prints milliseconds per call, one figure for each round, as JSON."""

import asyncio
import json
import sys
import time

from owui_client.client import OpenWebUI


async def main(url: str, rounds: int, times: int) -> None:
    client = OpenWebUI(api_url=f"{url}/api", api_key="bench")
    seen = await client.chats.get_list(page=1)
    assert len(seen) == 60, len(seen)
    figures = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(times):
            await client.chats.get_list(page=1)
        figures.append((time.perf_counter() - start) * 1000 / times)
    print(json.dumps(figures))


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
