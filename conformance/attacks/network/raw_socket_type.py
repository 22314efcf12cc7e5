# tries: to find the real socket class again: by subclasses, a fresh import, and pickle
# stopped by: network
# control: network
# evidence: connected
# denied: PermissionError TypeError

import sys


def attack(scene):
    import _socket

    candidates = [_socket.socket, _socket.SocketType, *_socket.socket.__mro__[1:-1]]
    for module in ("_socket", "socket"):
        sys.modules.pop(module, None)
    import socket as anew

    candidates.append(anew.socket)
    last = None
    for kind in candidates:
        try:
            made = kind(2, 1, 0)
            made.connect(("127.0.0.1", scene.port))
            made.recv(10)
            made.close()
            return
        except (OSError, TypeError) as error:
            last = error
    raise last
