package dev.varve.registry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.varve.registry.Connections;
import dev.varve.testkit.registry.Ending;
import dev.varve.testkit.registry.FaultServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WireTest {
  private static final Wire.Peer PEER = new Wire.Peer("registry.example", false);

  /** Hardly any time to take a payload, and much to think about it. */
  private static final Timeouts THINKING =
      new Timeouts(Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofMinutes(2));

  /** Registries hash what they were given, however small the last request is. */
  @ParameterizedTest
  @ValueSource(ints = {0, 10})
  void server_thatThinksAboutWhatItGot_isWaitedFor(int length) throws Exception {
    try (FaultServer server = FaultServer.start();
        Wire wire = new Wire(Connections.direct(), THINKING)) {
      server
          .on("PUT", "/x"::equals)
          .reply(
              (request, real) -> {
                Thread.sleep(1000);
                return dev.varve.testkit.registry.Answer.status(201);
              });
      Call call = Call.of("PUT", server.uri("/x")).with(Payload.of(new byte[length]));
      try (Answer answer = wire.send(call, PEER)) {
        assertEquals(201, answer.status());
      }
      assertEquals(1, server.requests().size());
    }
  }

  @Test
  void server_thatSaysNothing_isGivenUp() throws Exception {
    Timeouts silent =
        new Timeouts(Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofMillis(100));
    try (FaultServer server = FaultServer.start();
        Wire wire = new Wire(Connections.direct(), silent)) {
      server.on("GET", "/x"::equals).answer(dev.varve.testkit.registry.Answer.none(Ending.STALL));
      assertThrows(
          StalledException.class, () -> wire.send(Call.get(server.uri("/x")), PEER).close());
    }
  }

  @Test
  void address_ofAnotherScheme_isRefused() {
    try (Wire wire = new Wire(Connections.direct(), Timeouts.DEFAULT)) {
      assertThrows(
          IOException.class,
          () -> wire.send(Call.get(URI.create("file:///etc/passwd")), PEER).close());
    }
  }
}
