package dev.varve.testkit.registry;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection, from its first request to its end. */
final class Conversation implements Runnable {

  /** What a conversation asks of the server. */
  interface Host {
    Optional<Rule> ruleFor(SeenRequest head);

    Answer handle(SeenRequest request);

    void seen(SeenRequest request);

    void failed(Throwable failure);
  }

  private final Socket plain;
  private final @Nullable SSLContext tls;
  private final Recording recording;
  private final Host host;

  Conversation(Socket plain, @Nullable SSLContext tls, Recording recording, Host host) {
    this.plain = plain;
    this.tls = tls;
    this.recording = recording;
    this.host = host;
  }

  @Override
  public void run() {
    try (plain) {
      plain.setTcpNoDelay(true);
      converse(secured());
    } catch (IOException e) {
      // The other side is gone, or does not trust us, or the server is being closed.
    } catch (RuntimeException | Error e) {
      host.failed(e);
    }
  }

  private Socket secured() throws IOException {
    if (tls == null) {
      return plain;
    }
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, (InputStream) null, true);
    socket.startHandshake();
    return socket;
  }

  private void converse(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(recording.of(socket.getInputStream()));
    AnswerWriter writer = new AnswerWriter(new BufferedOutputStream(socket.getOutputStream()));
    RequestReader reader = new RequestReader(in, writer);
    while (true) {
      Optional<SeenRequest> head = reader.head();
      if (head.isEmpty()) {
        return;
      }
      Optional<Rule> rule = host.ruleFor(head.get());
      long most = rule.map(Rule::bodyBytes).orElse(Long.MAX_VALUE);
      SeenRequest request = reader.body(head.get(), most);
      host.seen(request);
      Optional<Ending> ending = writer.write(request, answer(request, rule));
      boolean last = request.header("Connection").filter("close"::equalsIgnoreCase).isPresent();
      if (ending.isEmpty() && (last || !request.complete())) {
        ending = Optional.of(Ending.CLOSE); // a body's rest is in the way of another request
      }
      if (ending.isPresent()) {
        end(socket, in, ending.get());
        return;
      }
    }
  }

  private Answer answer(SeenRequest request, Optional<Rule> rule) {
    Supplier<Answer> real = () -> host.handle(request);
    if (rule.isEmpty()) {
      return real.get();
    }
    try {
      return rule.get().reply().to(request, real);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.none(Ending.RESET);
    } catch (Exception | AssertionError e) {
      host.failed(e);
      return Answer.error(500, "UNKNOWN", "the test's own reply failed");
    }
  }

  private void end(Socket socket, InputStream in, Ending ending) throws IOException {
    switch (ending) {
      case RESET -> {
        plain.setSoLinger(true, 0);
        plain.close();
      }
      case CLOSE -> {
        // Closing with bytes unread would be a reset, which may overtake the answer.
        socket.shutdownOutput();
        drain(in);
      }
      case STALL -> drain(in);
    }
  }

  /** Until the other side ends, or the server is closed. */
  private static void drain(InputStream in) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    while (in.read(buffer) >= 0) {
      // It is recorded.
    }
  }
}
