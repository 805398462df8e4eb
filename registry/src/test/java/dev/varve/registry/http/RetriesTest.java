package dev.varve.registry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.registry.Scene;
import dev.varve.testkit.registry.FaultServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetriesTest {
  private final List<Duration> pauses = new ArrayList<>();

  private Retries retries(int attempts) {
    return new Retries(
        attempts, Duration.ofMillis(500), Duration.ofMinutes(2), pauses::add, new Random(5));
  }

  @Test
  void run_failsForEver_throwsTheLastAfterAllAttempts() {
    AtomicInteger ran = new AtomicInteger();
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                retries(4)
                    .run(
                        () -> {
                          throw new TransientException("attempt " + ran.incrementAndGet());
                        }));
    assertEquals("attempt 4", failure.getMessage());
    assertEquals(3, pauses.size());
  }

  @Test
  void pauses_double_andAreSpread() throws Exception {
    for (int failed = 1; failed <= 6; failed++) {
      retries(9).pause(failed, new IOException("reset"));
      long usual = 500L << (failed - 1);
      long pause = pauses.getLast().toMillis();
      assertTrue(pause >= usual / 2 && pause <= usual * 3 / 2, failed + ": " + pause);
    }
  }

  @Test
  void pauses_areBounded_howeverOftenItFailed() throws Exception {
    retries(9).pause(Integer.MAX_VALUE, new IOException("reset"));
    assertEquals(Duration.ofMinutes(2), pauses.getFirst());
  }

  @ParameterizedTest
  @CsvSource({"30,30", "100000,120", "0,0"})
  void pause_thatTheServerAsksFor_countsIfItIsLonger(long asked, long expected) throws Exception {
    retries(9).pause(1, new TransientException("busy", Duration.ofSeconds(asked)));
    long pause = pauses.getFirst().toSeconds();
    assertEquals(expected, pause);
  }

  @Test
  void run_interruptedWhileItWaits_ends() {
    Retries impatient =
        new Retries(
            5,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            time -> {
              throw new InterruptedException("now");
            },
            new Random(1));
    AtomicInteger ran = new AtomicInteger();
    assertThrows(
        InterruptedException.class,
        () ->
            impatient.run(
                () -> {
                  ran.incrementAndGet();
                  throw new IOException("reset");
                }));
    assertEquals(1, ran.get());
  }

  @Test
  void run_ofWhatIsNoFailureOfTheNetwork_isNotRepeated() {
    RuntimeException failure = new IllegalStateException("x");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                retries(5)
                    .run(
                        () -> {
                          throw failure;
                        })));
    assertEquals(0, pauses.size());
  }

  @Test
  void failures_thatMayPass_areToldFromOthers() {
    assertTrue(Retries.mayPass(new IOException("cut off")));
    assertTrue(Retries.mayPass(new IOException(new SocketException("Connection reset"))));
    assertTrue(Retries.mayPass(new TransientException("busy")));
    assertTrue(Retries.mayPass(new StalledException("silent")));
    assertFalse(Retries.mayPass(new IOException(new ConnectException("refused"))));
    assertFalse(Retries.mayPass(new SSLHandshakeException("not trusted")));
    assertFalse(Retries.mayPass(new InterruptedIOException("interrupted")));
    assertFalse(Retries.mayPass(new ProtocolException("no HTTP")));
    assertFalse(Retries.mayPass(new TooLongException("endless")));
    assertFalse(Retries.mayPass(new PayloadException(new IOException("no such file"))));
  }

  /** The clock says 12:00:00. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7|7",
        " 8 |8",
        "99999999999999999999999|999999999",
        "Sun, 01 Mar 2026 12:00:42 GMT|42",
        "Sun, 01 Mar 2026 11:00:00 GMT|0",
        "-5|-1",
        "soon|-1",
        "1.5|-1",
        "''|-1",
        "Sun, 99 Mar 2026 12:00:42 GMT|-1",
      })
  void retryAfter_ofAllKinds_isReadOrNone(String header, long seconds) throws Exception {
    try (Scene scene = Scene.open();
        Wire wire = new Wire(scene.connections(), Timeouts.DEFAULT)) {
      FaultServer server = scene.server();
      server
          .on("GET", "/busy"::equals)
          .answer(dev.varve.testkit.registry.Answer.status(503).header("Retry-After", header));
      TransientException failure =
          assertThrows(
              TransientException.class,
              () -> {
                try (Answer answer =
                    wire.send(Call.get(server.uri("/busy")), new Wire.Peer("x", false))) {
                  Retries.check(answer, scene.clock());
                }
              });
      assertEquals(seconds, failure.after().map(Duration::toSeconds).orElse(-1L));
    }
  }
}
