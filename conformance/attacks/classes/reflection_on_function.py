# tries: to get at the Java class of an object that the host gave to the guest
# stopped by: the context gives no access to members of host objects
# control: host-classes
# evidence: reveals java
# denied: AttributeError
# footing: functions

def attack(scene):
    try:
        import java

        start = java.type("java.util.ArrayList")()
    except KeyError:
        import epochly.host

        start = next(
            cell.cell_contents
            for cell in epochly.host.take_int.__closure__
            if not callable(getattr(cell.cell_contents, "__code__", cell.cell_contents))
            or "foreign" in str(type(cell.cell_contents)).lower()
        )
    return str(start.getClass().getName())
