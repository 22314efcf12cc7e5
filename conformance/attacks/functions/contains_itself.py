# tries: to pass a list that contains itself, and one that is nested without end
# stopped by: what is nested more than 64 deep does not cross
# control: honest
# evidence: received
# denied: ValueError
# footing: functions


def attack(scene):
    import epochly.host as host

    round = []
    if scene.hostile:
        round.append({"a": [round]})
    host.take_list(round)
