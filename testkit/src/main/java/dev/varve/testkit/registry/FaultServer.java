package dev.varve.testkit.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A registry in memory on a port of its own of the loopback interface, which answers as registries
 * do until a script says otherwise:
 *
 * <pre>{@code
 * server.on("PUT", path -> path.contains("/manifests/")).times(1).answer(Answer.status(500));
 * server.on("GET", path -> path.contains("/blobs/")).skip(1).change(a -> a.bodyCut(9, RESET));
 * }</pre>
 *
 * It speaks HTTP/1.1 over sockets of its own, and so can break every rule of it. All that arrives
 * is recorded. Each server has a {@link #canary} that is part of every secret which belongs to it,
 * so that {@link #neverSaw} of another one shows whether a secret went astray.
 *
 * <p>Bodies are held in memory: it is for tests with up to some tens of megabytes. Nothing in it
 * depends on time. Safe for use by several threads.
 */
public final class FaultServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ServerSocket listener;
  private final @Nullable SSLContext tls;
  private final String canary = UUID.randomUUID().toString().replace("-", "");
  private final Script script = new Script();
  private final MemoryRegistry registry = new MemoryRegistry();
  private final TokenService tokens = new TokenService(canary);
  private final Thread acceptor;
  private final Map<Thread, Socket> conversations = new HashMap<>();
  private final List<Recording> recordings = new ArrayList<>();
  private final List<SeenRequest> requests = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private volatile Gate gate = new Gate.Open();
  private boolean closed;

  private FaultServer(@Nullable SSLContext tls) throws IOException {
    this.tls = tls;
    this.listener = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    tokens.addUser(user(), password());
    this.acceptor =
        Thread.ofPlatform()
            .daemon()
            .name("fault-server-" + listener.getLocalPort())
            .unstarted(this::accept);
  }

  /** A server that speaks plain HTTP and lets everybody do everything. */
  public static FaultServer start() throws IOException {
    return started(new FaultServer(null));
  }

  /** The same with TLS. */
  public static FaultServer start(SSLContext tls) throws IOException {
    return started(new FaultServer(tls));
  }

  private static FaultServer started(FaultServer server) {
    server.acceptor.start();
    return server;
  }

  /** Host and port, as image names have them. */
  public String hostAndPort() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** The address of a path, which begins with a slash. */
  public URI uri(String path) {
    return URI.create((tls == null ? "http://" : "https://") + hostAndPort() + path);
  }

  /** What every secret of this server contains. */
  public String canary() {
    return canary;
  }

  /** The name of somebody who may do everything. */
  public String user() {
    return "someone";
  }

  /** The password of {@link #user}; it has a colon in it. */
  public String password() {
    return "pass:" + canary;
  }

  /** From now on nothing is done without the user's password. */
  public void requirePassword() {
    gate = new Gate.Password(user(), password());
  }

  /** From now on nothing is done without a token of this server's own {@link #tokens}. */
  public void requireToken() {
    requireToken(tokens, uri(TokenService.PATH));
  }

  /**
   * From now on nothing is done without a token.
   *
   * @param service which tokens are good
   * @param realm where clients are told to get them
   */
  public void requireToken(TokenService service, URI realm) {
    gate = new Gate.Token(service, realm, hostAndPort());
  }

  /** The tokens that this server gives out at {@link TokenService#PATH}. */
  public TokenService tokens() {
    return tokens;
  }

  /** What is in the registry. */
  public MemoryRegistry registry() {
    return registry;
  }

  /** Begins a rule for requests with this method, and a path that fits. */
  public When on(String method, Predicate<String> path) {
    return on(request -> request.method().equals(method) && path.test(request.path()));
  }

  /** Begins a rule for requests with a head that fits; their body is not there yet. */
  public When on(Predicate<SeenRequest> head) {
    return new When(script, head);
  }

  /** Ends the script: from now on it answers as registries do. */
  public void behave() {
    script.clear();
  }

  /** The requests so far, in the order in which their bodies had arrived. */
  public List<SeenRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** Those of the requests so far with this method, and a path that fits. */
  public List<SeenRequest> requests(String method, Predicate<String> path) {
    return requests().stream()
        .filter(request -> request.method().equals(method) && path.test(request.path()))
        .toList();
  }

  /** How many connections have been made. */
  public int connections() {
    synchronized (conversations) {
      return recordings.size();
    }
  }

  /**
   * Asserts that no byte of a secret's spelling arrived here: neither plainly nor encoded for an
   * address, nor in Base64.
   */
  public void neverSaw(String secret) {
    if (saw(secret)) {
      throw new AssertionError(
          "a secret arrived at "
              + hostAndPort()
              + " that is none of its own, with one of "
              + requests());
    }
  }

  /** Whether a secret arrived here in one of those spellings. */
  public boolean saw(String secret) {
    Set<String> forms = Canary.forms(secret);
    List<Recording> all;
    synchronized (conversations) {
      all = List.copyOf(recordings);
    }
    return all.stream().anyMatch(recording -> Canary.isIn(recording.text(), forms));
  }

  /** Asserts that every rule was used, and those with a number of times as often as it says. */
  public void scriptIsDone() {
    if (!script.done()) {
      throw new AssertionError("a rule was not used as often as it should: " + requests());
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listener.accept();
        if (!converse(socket)) {
          socket.close();
        }
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private boolean converse(Socket socket) {
    synchronized (conversations) {
      if (closed) {
        return false;
      }
      Recording recording = new Recording();
      recordings.add(recording);
      Conversation conversation = new Conversation(socket, tls, recording, new Host());
      Thread thread =
          Thread.ofPlatform()
              .daemon()
              .name("fault-server-" + listener.getLocalPort() + "-" + recordings.size())
              .unstarted(() -> untilItEnds(conversation));
      conversations.put(thread, socket);
      thread.start();
      return true;
    }
  }

  private void untilItEnds(Conversation conversation) {
    conversation.run();
    synchronized (conversations) {
      conversations.remove(Thread.currentThread());
    }
  }

  /** The server as its connections see it. */
  private final class Host implements Conversation.Host {
    @Override
    public Optional<Rule> ruleFor(SeenRequest head) {
      return script.ruleFor(head);
    }

    @Override
    public Answer handle(SeenRequest request) {
      if (request.path().equals(TokenService.PATH)) {
        return tokens.handle(request);
      }
      return new RegistryRoutes(registry, gate).handle(request);
    }

    @Override
    public void seen(SeenRequest request) {
      synchronized (requests) {
        requests.add(request);
      }
    }

    @Override
    public void failed(Throwable failure) {
      synchronized (failures) {
        failures.add(failure);
      }
    }
  }

  /**
   * Closes all connections and ends all threads.
   *
   * @throws AssertionError if a reply of the test's own failed, or a request was not HTTP
   */
  @Override
  public void close() throws IOException, InterruptedException {
    Map<Thread, Socket> left;
    synchronized (conversations) {
      closed = true;
      left = new HashMap<>(conversations);
    }
    listener.close();
    join(acceptor);
    for (Map.Entry<Thread, Socket> each : left.entrySet()) {
      each.getValue().close();
      each.getKey().interrupt();
      join(each.getKey());
    }
    synchronized (failures) {
      if (!failures.isEmpty()) {
        throw new AssertionError("in a fault server: " + failures.getFirst(), failures.getFirst());
      }
    }
  }

  private static void join(Thread thread) throws InterruptedException {
    if (!thread.join(PATIENCE)) {
      throw new AssertionError(thread.getName() + " does not end");
    }
  }
}
