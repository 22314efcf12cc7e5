# tries: to speak HTTP by the low client
# stopped by: network
# control: network
# evidence: connected
# denied: PermissionError

import http.client


def attack(scene):
    connection = http.client.HTTPConnection("127.0.0.1", scene.port, timeout=10)
    connection.request("GET", "/")
    return connection.getresponse().read()
