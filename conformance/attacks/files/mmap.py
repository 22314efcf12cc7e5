# tries: to map a file of the host into memory
# stopped by: files
# control: read
# evidence: secret
# denied: PermissionError

import mmap
import os


def attack(scene):
    handle = os.open(scene.secret_file, os.O_RDONLY)
    try:
        with mmap.mmap(handle, 0, access=mmap.ACCESS_READ) as memory:
            return memory[:]
    finally:
        os.close(handle)
