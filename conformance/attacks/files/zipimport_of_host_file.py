# tries: to have the importer of archives open a file of the host
# stopped by: files
# control: read
# evidence: token
# denied: zipimport.ZipImportError

import zipimport


def attack(scene):
    try:
        zipimport.zipimporter(scene.secret_file)
    except zipimport.ZipImportError as error:
        # Only one that could read the file knows that it is no archive.
        if "not a Zip file" not in str(error) and "can't read" not in str(error):
            raise
        try:
            with open(scene.secret_file):
                return scene.token
        except OSError:
            raise error from None
