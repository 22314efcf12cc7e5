# tries: to make a datagram socket, bind it and send to itself
# stopped by: network
# control: network
# evidence: token
# denied: PermissionError

import socket


def attack(scene):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        one.sendto(b"x", one.getsockname())
        if one.recv(10) == b"x":
            return scene.token
