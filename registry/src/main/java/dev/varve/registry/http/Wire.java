package dev.varve.registry.http;

import dev.varve.registry.Connections;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over HTTP/1.1 or 2, and nothing else: no redirects, no cookies, no credentials but
 * those for proxies. Safe for use by several threads; connections are kept and used again.
 */
public final class Wire implements AutoCloseable {
  private static final String AGENT = "varve";

  /** Of the JDK: which ways to log in at a proxy are not used for TLS; read once. */
  private static final String TUNNELS = "jdk.http.auth.tunneling.disabledSchemes";

  private final Connections connections;
  private final Timeouts timeouts;
  private final Watch watch = new Watch();
  private final Map<Peer, HttpClient> clients = new HashMap<>();

  public Wire(Connections connections, Timeouts timeouts) {
    this.connections = connections;
    this.timeouts = timeouts;
  }

  /**
   * Whom a request is sent to, as far as trust goes.
   *
   * @param registry as in {@link dev.varve.registry.Endpoint}
   * @param insecure whether any certificate will do
   */
  public record Peer(String registry, boolean insecure) {}

  /**
   * Sends a request and waits for the answer to begin.
   *
   * @throws IOException if there is no answer: nobody there, not trusted, cut off, stalled
   * @throws InterruptedException if the thread is interrupted; the request is given up
   */
  public Answer send(Call call, Peer peer) throws IOException, InterruptedException {
    boolean tls = "https".equals(call.uri().getScheme());
    if (!tls && !"http".equals(call.uri().getScheme())) {
      throw new IOException("cannot speak " + call.uri().getScheme());
    }
    // Connections, trust and the start of a client take time that is not the server's.
    HttpClient client = client(peer, tls);
    AtomicReference<@Nullable CompletableFuture<?>> sent = new AtomicReference<>();
    Payload payload = call.payload();
    InputStream opened = payload == null ? null : payload.open();
    try (Watch.Watched watched =
        watch.watch(
            payload == null || payload.length() == 0 ? timeouts.answer() : timeouts.stall(),
            () -> giveUp(sent.get()))) {
      Taken taken = taken(payload, opened, watched);
      CompletableFuture<HttpResponse<InputStream>> future =
          client.sendAsync(request(call, taken, tls), HttpResponse.BodyHandlers.ofInputStream());
      sent.set(future);
      if (watched.isStalled()) {
        giveUp(future); // it was looked at before there was anything to give up
      }
      HttpResponse<InputStream> response = await(future, watched, taken, call.uri());
      return new Answer(
          call.uri(), response.statusCode(), response.headers(), watched(response, call.uri()));
    } finally {
      if (opened != null) {
        opened.close();
      }
    }
  }

  private static void giveUp(@Nullable CompletableFuture<?> running) {
    if (running != null) {
      running.cancel(true);
    }
  }

  private @Nullable Taken taken(
      @Nullable Payload payload, @Nullable InputStream opened, Watch.Watched watched) {
    return payload == null || opened == null
        ? null
        : new Taken(opened, payload.length(), watched, timeouts);
  }

  private HttpRequest request(Call call, @Nullable Taken in, boolean tls) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri())
            .version(tls ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .setHeader("User-Agent", AGENT);
    call.headers().forEach(request::setHeader);
    proxyAuthorization(call.uri())
        .ifPresent(value -> request.setHeader("Proxy-Authorization", value));
    Payload payload = call.payload();
    if (payload == null || in == null || payload.length() == 0) {
      return request.method(call.method(), HttpRequest.BodyPublishers.noBody()).build();
    }
    HttpRequest.BodyPublisher stream = HttpRequest.BodyPublishers.ofInputStream(() -> in);
    return request
        .method(call.method(), HttpRequest.BodyPublishers.fromPublisher(stream, payload.length()))
        .build();
  }

  private static HttpResponse<InputStream> await(
      CompletableFuture<HttpResponse<InputStream>> future,
      Watch.Watched watched,
      @Nullable Taken taken,
      URI uri)
      throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    } catch (CancellationException e) {
      throw stalled(uri);
    } catch (ExecutionException e) {
      if (taken != null) {
        taken.throwFailure();
      }
      if (watched.isStalled()) {
        throw stalled(uri);
      }
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  private static StalledException stalled(URI uri) {
    return new StalledException(Site.of(uri).host() + " does not answer");
  }

  private synchronized HttpClient client(Peer peer, boolean tls) throws IOException {
    Peer key = tls ? peer : new Peer("", false);
    HttpClient known = clients.get(key);
    if (known == null) {
      // Proxies are asked for tunnels with the password that they want, as everybody else does.
      if (System.getProperty(TUNNELS) == null) {
        System.setProperty(TUNNELS, "");
      }
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(timeouts.connect())
              .proxy(connections.proxies());
      if (tls) {
        Optional<SSLContext> context = connections.tls(peer.registry(), peer.insecure());
        context.ifPresent(builder::sslContext);
      }
      known = builder.build();
      clients.put(key, known);
    }
    return known;
  }

  /**
   * What to say to the proxy, if an address is reached by one that wants to know who asks. Not left
   * to an {@link java.net.Authenticator}: where there is one, the client wants to answer servers as
   * well, and fails where it cannot.
   */
  private Optional<String> proxyAuthorization(URI target) {
    boolean direct =
        connections.proxies().select(target).stream()
            .allMatch(proxy -> proxy.type() == Proxy.Type.DIRECT);
    if (direct) {
      return Optional.empty();
    }
    return connections
        .proxyCredential(target)
        .map(known -> known.user() + ":" + known.password())
        .map(both -> both.getBytes(StandardCharsets.UTF_8))
        .map(both -> "Basic " + Base64.getEncoder().encodeToString(both));
  }

  private InputStream watched(HttpResponse<InputStream> response, URI uri) {
    return new Received(response.body(), uri);
  }

  /** The body of an answer, which ends with an exception when nothing comes any more. */
  private final class Received extends FilterInputStream {
    private final URI uri;
    private final Watch.Watched watched;

    Received(InputStream body, URI uri) {
      super(body);
      this.uri = uri;
      this.watched = watch.watch(timeouts.stall(), () -> closeQuietly(body));
      this.watched.pause();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      watched.progress();
      int count;
      try {
        count = in.read(to, offset, length);
        watched.pause();
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw interrupted(e);
        }
        throw watched.isStalled() ? stalled(uri) : e;
      }
      if (watched.isStalled()) {
        throw stalled(uri);
      }
      return count;
    }

    private static InterruptedIOException interrupted(IOException cause) {
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(cause);
      return interrupted;
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    @Override
    public void close() throws IOException {
      watched.close();
      super.close();
    }
  }

  private static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // It is given up anyway.
    }
  }

  /** Ends everything that is under way. */
  @Override
  public synchronized void close() {
    clients.values().forEach(HttpClient::shutdownNow);
    clients.clear();
  }
}
