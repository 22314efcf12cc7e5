# tries: to fetch a page of the host's server, with and without a proxy
# stopped by: network
# control: network
# evidence: connected
# denied: urllib.error.URLError

import urllib.request


def attack(scene):
    url = f"http://127.0.0.1:{scene.port}/"
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10).read()
