"""The session-kill commands with pymongo, on a server with --auth that has no user yet. The last line is "N passed"."""
import hashlib
import sys
import threading

from bson import Binary, Regex
from pymongo import MongoClient
from pymongo.errors import OperationFailure
from pymongo.server_api import ServerApi

ADDRESS = sys.argv[1]
# A filter that no machine comes to the end of: it tries every way to split the note.
SLOW = {"note": Regex("^(a|aa)+\\1b")}
passed = 0


def same(what, expected, got):
    global passed
    assert expected == got, f"{what}: expected {expected!r}, got {got!r}"
    passed += 1
    print(f"ok {passed} {what}")


def connect(user="", db="admin", **options):
    login = {"username": user, "password": "secret", "authSource": db} if user else {}
    return MongoClient(f"mongodb://{ADDRESS}/", retryReads=False, retryWrites=False, appname=f"clients-{user}",
                       **login, **options)


def code_of(call):
    try:
        call()
        return 0
    except OperationFailure as e:
        return e.code


class Later(threading.Thread):
    """A call on a thread of its own, and how it ends."""

    def __init__(self, call):
        super().__init__(daemon=True)
        self.call = call
        self.code = None
        self.start()

    def run(self):
        self.code = code_of(self.call)

    def end(self):
        self.join(120)
        return self.code


def users():
    with connect() as nobody:
        nobody.admin.command("createUser", "root", pwd="secret", roles=["root"])
    root = connect("root")
    root.admin.command("createRole", "warden", roles=[], privileges=[
        {"resource": {"cluster": True}, "actions": ["killAnySession", "impersonate", "inprog", "listSessions"]}])
    root.admin.command("createUser", "ops", pwd="secret", roles=["warden"])
    for user in ("alice", "bob"):
        root["app"].command("createUser", user, pwd="secret", roles=["readWrite"])
    return root


def running(ops, comment, count):
    """Waits until the server lists as many operations with this comment."""
    pipeline = [{"$currentOp": {"allUsers": True}}, {"$match": {"command.comment": comment}}]
    while len(found := list(ops.admin.aggregate(pipeline))) < count:
        pass
    return found


def main():
    root = users()
    ops, alice, bob = connect("ops"), connect("alice", "app"), connect("bob", "app")
    hers, his = alice.app.orders, bob.app.orders
    hers.insert_many([{"_id": i, "note": "a" * 40} for i in range(200)])

    def kill(*patterns, **options):
        return ops.admin.command("killAllSessionsByPattern", list(patterns), **options)

    def uid_of(name):
        return Binary(hashlib.sha256(name.encode()).digest())

    one, two = alice.start_session(), alice.start_session()
    finds = [Later(lambda s=session: list(hers.find(SLOW, session=s, comment="py"))) for session in (one, two)]
    running(ops, "py", 2)
    kill({"lsid": {"id": one.session_id["id"]}})
    same("the find in the session that was killed", 11601, finds[0].end())
    same("the find in the other session runs on", 1, len(running(ops, "py", 1)))
    report = kill({"uid": uid_of("alice@app")}, report=True)["report"]
    same("the find of the user that was killed", 11601, finds[1].end())
    same("and it is counted", 1, report["operationsKilled"])
    same("a killed session is used again", 0, code_of(lambda: hers.find_one({}, session=one)))

    def opened(collection):
        cursor = collection.find({}, batch_size=2)
        next(cursor)
        return cursor

    cursor, other = opened(hers), opened(his)
    kill({"users": [{"user": "alice", "db": "app"}]})
    same("the cursor of a user", 43, code_of(lambda: list(cursor)))
    same("the cursor of another user", 0, code_of(lambda: list(other)))

    same("not those of others", 13, code_of(
        lambda: alice.admin.command("killAllSessionsByPattern", [{"uid": uid_of("bob@app")}])))
    same("one's own", 0, code_of(lambda: alice.admin.command("killSessions", [two.session_id])))
    same("an unknown field", 40415, code_of(lambda: kill({"nope": 1})))
    same("too long a time", 50, code_of(lambda: list(hers.find(SLOW, max_time_ms=50))))

    strict = connect("root", server_api=ServerApi("1", strict=True, deprecation_errors=True))
    same("a find by the Stable API", 1, len(list(strict.app.orders.find(limit=1))))
    same("a kill is outside of it", 323, code_of(lambda: strict.admin.command("killAllSessions", [])))

    with alice.start_session() as gone:
        hers.find_one({}, session=gone)
    for client in (alice, bob, ops, root, strict):
        client.close()
    print(f"{passed} passed")


main()
