# tries: to read the secret by other parts of the library: fileinput, configparser, importlib,
#   shutil, tokenize
# stopped by: files
# control: read
# evidence: secret
# denied: PermissionError

import fileinput
import importlib.machinery
import io
import shutil
import tokenize


def attack(scene):
    def by_loader():
        return importlib.machinery.SourceFileLoader("x", scene.secret_file).get_data(
            scene.secret_file
        )

    def by_copy():
        into = io.BytesIO()
        with io.FileIO(scene.secret_file) as file:
            shutil.copyfileobj(file, into)
        return into.getvalue()

    ways = (
        lambda: list(fileinput.input(scene.secret_file)),
        lambda: tokenize.open(scene.secret_file).read(),
        by_loader,
        by_copy,
        lambda: io.open_code(scene.secret_file).read(),
    )
    last = None
    for way in ways:
        try:
            return way()
        except PermissionError as error:
            last = error
        finally:
            fileinput.close()
    raise last
