# tries: to begin a TLS connection, and to have its context read a file of the host
# stopped by: network
# control: network
# evidence: connected
# denied: PermissionError

import socket
import ssl


def attack(scene):
    context = ssl.create_default_context()
    with socket.create_connection(("127.0.0.1", scene.port), 10) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as connection:
            return connection.version()
