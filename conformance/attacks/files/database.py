# tries: to have sqlite3 or dbm make a database in a folder of the host
# stopped by: files; the library of databases needs native code
# control: write
# evidence: written
# denied: ImportError ModuleNotFoundError PermissionError OSError dbm.error

def attack(scene):
    last = None
    try:
        import sqlite3

        sqlite3.connect(scene.secrets + "/base.db").execute("create table t (x)")
        return
    except (ImportError, OSError) as error:
        last = error
    import dbm.dumb

    dbm.dumb.open(scene.secrets + "/base", "n").close()
