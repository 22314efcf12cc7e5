# tries: to connect by an event loop
# stopped by: network
# control: network
# evidence: connected
# denied: PermissionError
# footing: threads

import asyncio
import socket


def attack(scene):
    async def connect():
        loop = asyncio.get_running_loop()
        with socket.socket() as plain:
            plain.setblocking(False)
            await loop.sock_connect(plain, ("127.0.0.1", scene.port))
            return await loop.sock_recv(plain, 10)

    return asyncio.run(connect())
