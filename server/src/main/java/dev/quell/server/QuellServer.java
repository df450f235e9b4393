package dev.quell.server;

import dev.quell.KillCore;
import dev.quell.KillCoreBuilder;
import dev.quell.command.SessionCommands;
import dev.quell.server.admin.AdminCommands;
import dev.quell.server.admin.EventLog;
import dev.quell.server.admin.Machine;
import dev.quell.server.admin.Opcounters;
import dev.quell.server.admin.ServerView;
import dev.quell.server.admin.SessionCommandAdapter;
import dev.quell.server.auth.Authentication;
import dev.quell.server.cluster.Membership;
import dev.quell.server.data.DataCommands;
import dev.quell.server.data.store.Store;
import dev.quell.server.data.store.StoreException;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandTable;
import dev.quell.server.dispatch.Connections;
import dev.quell.server.dispatch.Dispatcher;
import dev.quell.server.dispatch.Sessions;
import dev.quell.server.dispatch.VirtualThreads;
import dev.quell.server.net.HelloCommand;
import dev.quell.server.net.NetOptions;
import dev.quell.server.net.NetServer;
import dev.quell.server.net.NetStats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A whole server: a store, users, a core, the commands around it, and the network. Started once, closed once.
 *
 * <p><b>Threads:</b> any; a close waits for a start under way.
 */
public final class QuellServer implements AutoCloseable {
  private static final String USERS = "users";

  private final ServerOptions options;
  private final EventLog log = new EventLog();
  private final Opcounters opcounters = new Opcounters();
  private final LongAdder cursorsWithoutTimeout = new LongAdder();
  private final CountDownLatch closedSignal = new CountDownLatch(1);
  private final AtomicBoolean closing = new AtomicBoolean();
  /** What has been opened, in the order in which it is closed: while it is assembled, the latest first. */
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  // Set by start, before anybody else can reach them.
  private List<Command> commands = List.of();
  @SuppressWarnings("NullAway.Init")
  private KillCore core;
  @SuppressWarnings("NullAway.Init")
  private SessionCommands sessionCommands;
  @SuppressWarnings("NullAway.Init")
  private NetServer net;
  private @Nullable Membership membership;
  private long startedAt;

  /**
   * A server that does nothing yet.
   *
   * @throws NullPointerException if {@code options} is null
   */
  public QuellServer(final ServerOptions options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * Opens the data and listens.
   *
   * @return this
   * @throws StartException if the address or the data cannot be had; the server is closed then
   * @throws IllegalStateException if it was started or closed before
   */
  public synchronized QuellServer start() throws StartException {
    if (core != null || closing.get()) {
      throw new IllegalStateException("a server is started once, and not after its close");
    }
    startedAt = System.nanoTime();
    try {
      assemble();
    } catch (final StartException e) {
      close();
      throw e;
    } catch (final StoreException | IOException e) {
      close();
      throw new StartException(e.getMessage(), e);
    } catch (final RuntimeException | Error e) {
      close();
      throw e;
    }
    if (options.workers() == 0 && !VirtualThreads.available()) {
      log.info("CONTROL", "this JDK (" + Runtime.version().feature() + ") has no virtual threads: "
          + ServerOptions.DEFAULT_WORKERS + " worker threads take their place");
    }
    log.info("CONTROL", "quell-server " + BuildVersion.quell() + " listens on " + address()
        + (options.auth() ? ", clients must log in" : ", anybody may do everything"));
    return this;
  }

  /** From what needs nothing to what needs all the others. */
  private void assemble() throws IOException, StartException {
    final Store store = opened(options.data().isPresent() ? Store.at(options.data().get()) : Store.inMemory());
    final Authentication authentication = Authentication.open(store.map(USERS), options.auth());
    core = opened(core(authentication));
    if (options.cluster().isPresent()) {
      membership = opened(Membership.join(core, options.cluster().get(), log));
    }
    final KillLog killLog = new KillLog(log);
    final SessionCommands.Builder commandsOf = SessionCommands.on(core)
        .sweepEvery(options.sweepEvery())
        .timeoutMinutes(timeoutMinutes())
        .limitNames("--max-sessions", "--max-sessions-per-user")
        .host(Machine.hostName() + (options.port() == 0 ? "" : ":" + options.port()))
        .connections(() -> net.clients().map(client -> Connections.details(client, authentication)))
        .audit(killLog)
        .errorHandler(e -> log.warn("COMMAND", "a command failed", e));
    if (options.endLongestIdle()) {
      commandsOf.endLongestIdle(killLog::endedForAnother);
    }
    if (membership != null) {
      commandsOf.members(membership);
    }
    sessionCommands = opened(commandsOf.build());
    commands = commands(store, authentication);
    final CommandTable table = new CommandTable(commands);
    final Dispatcher dispatcher = new Dispatcher(core, table, Sessions.of(sessionCommands), authentication);
    net = NetServer.start(netOptions(), dispatcher);
    // The core goes before the connections, so that the killed can say so to their clients; the store goes last. The
    // cluster goes before the core: it has kills carried out there, and its goodbye lets those go that wait for it.
    open.clear();
    open.add(net::stopAccepting);
    open.add(sessionCommands);
    if (membership != null) {
      open.add(membership);
    }
    open.addAll(List.of(core, net, store));
  }

  private KillCore core(final Authentication authentication) {
    final KillCoreBuilder builder = KillCore.builder()
        .maxSessions(options.maxSessions())
        .sessionTimeout(options.sessionTimeout())
        .cursorTimeout(options.cursorTimeout())
        .cursorsThatTimeOut(DataCommands::timesOut)
        .currentOwner(authentication::currentOwner)
        .errorHandler(e -> log.warn("CORE", "a part of the server failed", e));
    if (options.maxSessionsPerUser() > 0) {
      builder.maxSessionsPerOwner(options.maxSessionsPerUser(), false); // the commands end the longest idle
    }
    return builder.build();
  }

  private <T extends AutoCloseable> T opened(final T resource) {
    open.addFirst(resource);
    return resource;
  }

  private List<Command> commands(final Store store, final Authentication authentication) {
    final List<Command> all = new ArrayList<>();
    all.add(new HelloCommand(timeoutMinutes(), authentication));
    all.addAll(authentication.commands(core));
    all.addAll(SessionCommandAdapter.of(sessionCommands, DataCommands::queries,
        DataCommands.of(core, sessionCommands, store, options.testCommands(), cursorsWithoutTimeout),
        membership != null));
    all.addAll(AdminCommands.of(new View()));
    return all.stream().map(opcounters::count).toList();
  }

  /** As clients are told, who know no less than a minute. */
  private int timeoutMinutes() {
    return (int) Math.max(1, options.sessionTimeout().toMinutes());
  }

  private NetOptions netOptions() {
    NetOptions network = NetOptions.defaults()
        .withAddress(options.host(), options.port())
        .withMaxConnections(options.maxConnections());
    if (options.workers() > 0) {
      network = network.withPlatformWorkers(options.workers());
    }
    return options.tls().isPresent() ? network.withTls(options.tls().get()) : network;
  }

  /** The port that it listens on. */
  public int port() {
    return net.port();
  }

  /** Where it listens: {@code host:port}. */
  public String address() {
    return options.host() + ":" + port();
  }

  /** Where the other members of its cluster reach it: {@code host:port}; empty if it is alone. */
  public Optional<String> clusterAddress() {
    return Optional.ofNullable(membership).map(Membership::address);
  }

  /** Where its sessions, operations and cursors are. */
  public KillCore core() {
    return core;
  }

  /**
   * Stops: nobody new is let in, everything that runs is killed and told, connections are closed, data are written.
   * Takes less than five seconds. A second close waits for the first.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      awaitQuietly();
      return;
    }
    synchronized (this) {
      final boolean listened = net != null;
      if (listened) {
        log.info("CONTROL", "quell-server stops");
      }
      for (final AutoCloseable resource : open) {
        try {
          resource.close();
        } catch (final Exception e) { // the others are closed whatever happens
          log.warn("CONTROL", "cannot close " + resource.getClass().getSimpleName(), e);
        }
      }
      open.clear();
      if (listened) {
        log.info("CONTROL", "quell-server has stopped");
      }
    }
    closedSignal.countDown();
  }

  private void awaitQuietly() {
    try {
      awaitClose();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until it is closed, by whomever. */
  public void awaitClose() throws InterruptedException {
    closedSignal.await();
  }

  /** What the commands about the server see of it. */
  private final class View implements ServerView {
    @Override
    public KillCore core() {
      return core;
    }

    @Override
    public ServerOptions options() {
      return options;
    }

    @Override
    public int port() {
      return net.port();
    }

    @Override
    public Duration uptime() {
      return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    @Override
    public NetStats traffic() {
      return net.stats();
    }

    @Override
    public Map<String, Long> opcounters() {
      return opcounters.counts();
    }

    @Override
    public long cursorsWithoutTimeout() {
      return cursorsWithoutTimeout.sum();
    }

    @Override
    public BsonDocument sessionCache() {
      return sessionCommands.cacheStatus().toBson();
    }

    @Override
    public Optional<BsonDocument> cluster() {
      return Optional.ofNullable(membership).map(Membership::status);
    }

    @Override
    public Collection<Command> commands() {
      return commands;
    }

    @Override
    public List<String> log() {
      return log.latest();
    }

    /** On a thread of its own: the command that asks for it is to be answered first. */
    @Override
    public void requestStop() {
      final Thread stop = new Thread(QuellServer.this::close, "quell-stop");
      stop.setDaemon(true);
      stop.start();
    }
  }
}
