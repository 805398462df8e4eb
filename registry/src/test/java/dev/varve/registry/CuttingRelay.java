package dev.varve.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a server and cuts a connection when it has brought so many bytes, once. */
public final class CuttingRelay implements AutoCloseable {
  private static final int MOST_RECORDED = 1 << 20;

  private final ServerSocket listener;
  private final int target;
  private final AtomicLong upLeft = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong downLeft = new AtomicLong(Long.MAX_VALUE);
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  private CuttingRelay(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  /**
   * One before a server of this machine.
   *
   * @param hostAndPort of the server
   */
  public static CuttingRelay before(String hostAndPort) throws IOException {
    CuttingRelay relay =
        new CuttingRelay(Integer.parseInt(hostAndPort.substring(hostAndPort.lastIndexOf(':') + 1)));
    Thread.ofPlatform().daemon().start(relay::accept);
    return relay;
  }

  public String hostAndPort() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** The connection that sends the so many'th byte from now on is cut there. */
  public void cutRequestsAfter(long bytes) {
    upLeft.set(bytes);
  }

  /** The connection that receives the so many'th byte from now on is cut there. */
  public void cutAnswersAfter(long bytes) {
    downLeft.set(bytes);
  }

  /** Whether a connection was cut. */
  public boolean hasCut() {
    return upLeft.get() < 0 || downLeft.get() < 0;
  }

  /** The first mebibyte that was sent by clients, a character for each byte. */
  public String sent() {
    synchronized (sent) {
      return sent.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(listener.getInetAddress(), target);
        sockets.add(client);
        sockets.add(server);
        Thread.ofPlatform().daemon().start(() -> pass(client, server, upLeft, true));
        Thread.ofPlatform().daemon().start(() -> pass(server, client, downLeft, false));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void pass(Socket from, Socket to, AtomicLong left, boolean recorded) {
    byte[] buffer = new byte[16 << 10];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        long before = left.getAndAdd(-count);
        if (before >= 0 && before < count) {
          return;
        }
        if (recorded) {
          record(buffer, count);
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // One of both has ended it.
    }
  }

  private void record(byte[] buffer, int count) {
    synchronized (sent) {
      sent.write(buffer, 0, Math.min(count, MOST_RECORDED - sent.size()));
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket each : sockets) {
      each.close();
    }
  }
}
