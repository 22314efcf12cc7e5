# tries: to connect to a server of the host
# stopped by: network
# control: network
# evidence: connected
# denied: PermissionError

import socket


def attack(scene):
    with socket.create_connection(("127.0.0.1", scene.port), 10) as connection:
        return connection.recv(100)
