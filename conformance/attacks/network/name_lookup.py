# tries: to look up a name, which would carry data out
# stopped by: network
# control: network
# evidence: token
# denied: PermissionError

import socket


def attack(scene):
    last = None
    for look in (
        lambda: socket.getaddrinfo("localhost", 80),
        lambda: socket.gethostbyname("localhost"),
        lambda: socket.gethostbyname_ex("localhost"),
        lambda: socket.getfqdn("127.0.0.1") and socket.gethostbyaddr("127.0.0.1"),
    ):
        try:
            if look():
                return scene.token
        except OSError as error:
            last = error
    raise last
