# tries: to listen for connections
# stopped by: network
# control: network
# evidence: token
# denied: PermissionError

import socket


def attack(scene):
    with socket.create_server(("127.0.0.1", 0)) as server:
        if server.getsockname()[1] > 0:
            return scene.token
