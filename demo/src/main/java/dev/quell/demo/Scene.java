package dev.quell.demo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/** The users, their sessions and all that goes on in them. For the main thread. */
final class Scene implements AutoCloseable {
  private static final int DOCUMENTS = 1_000;
  /** Of each document, and just too short to be found: to see that takes a second or more, on whatever machine. */
  private static final String NOTE = "a".repeat(40);
  static final Bson SLOW_FILTER = Filters.regex("note", "^(a|aa)+\\1b");
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

  final User root;
  final User ops;
  final User alice;
  final User bob;
  final User carol;
  final User dave;
  private final List<User> users;
  private final List<Visit> visits = new ArrayList<>();

  /** Makes the users of a new server, which asks nobody who comes from the same machine and makes the first. */
  Scene(final int port, final Progress progress) throws InterruptedException {
    progress.show("making users and roles");
    try (MongoClient nobody = MongoClients.create(User.settings(port).build())) {
      nobody.getDatabase("admin").runCommand(BsonDocument.parse(
          "{createUser: 'root', pwd: '" + User.PASSWORD + "', roles: ['root']}"));
    }
    root = new User("root", "admin", port);
    make("admin", "{createRole: 'warden', roles: [], privileges: [{resource: {cluster: true}, actions: "
        + "['killAnySession', 'impersonate', 'killop', 'inprog', 'listSessions', 'serverStatus']}]}");
    make(User.DATABASE, "{createRole: 'reports', privileges: [], roles: ['read']}");
    ops = user("ops", "admin", "warden", port);
    alice = user("alice", User.DATABASE, "reports", port);
    bob = user("bob", User.DATABASE, "readWrite", port);
    carol = user("carol", User.DATABASE, "read", port);
    dave = user("dave", User.DATABASE, "readWrite", port);
    users = List.of(root, ops, alice, bob, carol, dave);
    progress.show("writing " + DOCUMENTS + " documents");
    fill(bob);
    for (final User user : List.of(alice, bob, carol, dave)) {
      addVisit(user, visit -> new LongRead(visit, SLOW_FILTER, true));
      addVisit(user, visit -> new LongRead(visit, SLOW_FILTER, false));
      addVisit(user, IdleCursor::new);
    }
    // Bob comes to use the UUID that Alice's driver chose: two sessions with one UUID.
    bob.run(new BsonDocument("refreshSessions", array(visits.get(0).lsid().idOnly())));
    start(work(each -> true));
  }

  private void make(final String db, final String command) {
    root.client().getDatabase(db).runCommand(BsonDocument.parse(command));
  }

  private User user(final String name, final String db, final String role, final int port) {
    make(db, "{createUser: '" + name + "', pwd: '" + User.PASSWORD + "', roles: ['" + role + "']}");
    return new User(name, db, port);
  }

  /** Has a user who may write what the reads read. */
  static void fill(final User writer) {
    writer.orders().insertMany(IntStream.range(0, DOCUMENTS)
        .mapToObj(i -> new BsonDocument("_id", new BsonInt32(i)).append("note", new BsonString(NOTE)))
        .toList());
  }

  private void addVisit(final User user, final Function<Visit, Work> work) {
    visits.add(new Visit(user, work));
  }

  /** Starts what is not going on, and waits until the server says that it is. */
  void start(final List<Work> chosen) throws InterruptedException {
    for (final Work work : chosen) {
      work.start();
    }
    final Set<String> tags = tags(chosen::contains);
    final long giveUp = System.nanoTime() + PATIENCE_NS;
    while (!running().containsAll(tags)) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException("the server lists " + running() + " of " + tags);
      }
      for (final Work work : chosen) {
        final String fault = work.faultIfSpared();
        if (fault != null) {
          throw new IllegalStateException(fault);
        }
      }
      TimeUnit.MILLISECONDS.sleep(2); // a client can only ask again
    }
  }

  List<Visit> visits() {
    return visits;
  }

  List<User> users() {
    return users;
  }

  /** All work that is chosen. */
  List<Work> work(final Predicate<Work> chosen) {
    return visits.stream().map(Visit::work).filter(chosen).toList();
  }

  /** The tags of the chosen reads. */
  Set<String> tags(final Predicate<Work> chosen) {
    final Set<String> tags = new HashSet<>();
    for (final Work work : work(chosen)) {
      if (work instanceof LongRead read) {
        tags.add(read.tag());
      }
    }
    return tags;
  }

  // ---- what the server says

  /** The operations with a comment that the server lists as running, but not those that have been killed. */
  Set<String> running() {
    final Set<String> tags = new HashSet<>();
    for (final BsonDocument operation : operations()) {
      final BsonValue comment = operation.getDocument("command", new BsonDocument()).get("comment", BsonNull.VALUE);
      // A getMore is that of this read only once it is one: the find before it has the same comment.
      if (comment.isString() && !operation.containsKey("killPending") && isOfItsKind(operation, comment)) {
        tags.add(comment.asString().getValue());
      }
    }
    return tags;
  }

  private boolean isOfItsKind(final BsonDocument operation, final BsonValue comment) {
    final boolean isGetMore = operation.getDocument("command").containsKey("getMore");
    return work(LongRead.class::isInstance).stream()
        .map(LongRead.class::cast)
        .anyMatch(read -> comment.asString().getValue().equals(read.tag()) && read.inGetMore() == isGetMore);
  }

  /** Everything that is in progress. */
  List<BsonDocument> operations() {
    return stage(new BsonDocument("$currentOp", new BsonDocument("allUsers", BsonBoolean.TRUE)));
  }

  /** Everybody's sessions. */
  Set<Lsid> sessions() {
    final Set<Lsid> found = new HashSet<>();
    for (final BsonDocument session : stage(
        new BsonDocument("$listLocalSessions", new BsonDocument("allUsers", BsonBoolean.TRUE)))) {
      found.add(Lsid.of(session.getDocument("_id")));
    }
    return found;
  }

  private List<BsonDocument> stage(final BsonDocument stage) {
    return ops.client().getDatabase("admin").aggregate(List.of(stage), BsonDocument.class).into(new ArrayList<>());
  }

  static org.bson.BsonArray array(final BsonValue... values) {
    return new org.bson.BsonArray(List.of(values));
  }

  /** Closes the users' connections. */
  @Override
  public void close() {
    users.forEach(User::close);
  }
}
