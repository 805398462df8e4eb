package dev.varve.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageConfigTest {
  private static final String DIFF_ID = "sha256:" + "ab".repeat(32);

  private static final String DOCUMENT =
      """
      {"created":"2024-05-01T10:00:00.123456789Z","author":"me","architecture":"amd64","os":"linux",\
      "config":{"User":"app","ExposedPorts":{"80/tcp":{}},"Env":["PATH=/bin","A=b"],\
      "Entrypoint":["/x"],"Cmd":null,"WorkingDir":"/w","Labels":{"k":"v"},\
      "Healthcheck":{"Test":["CMD","true"],"Interval":5000000000},"Vendor":{"kept":1}},\
      "rootfs":{"type":"layers","diff_ids":["%s"]},\
      "history":[{"created":"2024-05-01T12:00:00+02:00","created_by":"COPY . .","comment":"c"},\
      {"created_by":"ENV A=b","empty_layer":true}],"moby.buildkit.x":"kept"}"""
          .formatted(DIFF_ID);

  private static ImageConfig read(String document) throws JsonException {
    return ImageConfig.parse(document.getBytes(UTF_8));
  }

  @Test
  void parse_dockerConfig_allFields() throws Exception {
    ImageConfig config = read(DOCUMENT);
    assertEquals(Instant.parse("2024-05-01T10:00:00.123456789Z"), config.created());
    assertEquals("linux/amd64", config.platform().toString());
    assertEquals(List.of(Digest.parse(DIFF_ID)), config.diffIds());
    assertEquals("app", config.config().user());
    assertEquals(Optional.of("b"), config.config().env("A"));
    assertEquals(Optional.empty(), config.config().cmd());
    assertEquals(Optional.of(List.of("/x")), config.config().entrypoint());
    assertEquals(Duration.ofSeconds(5), config.config().healthcheck().orElseThrow().interval());
    assertTrue(config.history().get(1).emptyLayer());
    assertEquals(Instant.parse("2024-05-01T10:00:00Z"), config.history().get(0).created());
  }

  @Test
  void toBytes_unknownFields_survive() throws Exception {
    String written = new String(read(DOCUMENT).toBytes(), UTF_8);
    assertTrue(written.contains("\"Vendor\":{\"kept\":1}"), written);
    assertTrue(written.contains("\"moby.buildkit.x\":\"kept\""), written);
    assertEquals(written, new String(read(written).toBytes(), UTF_8));
  }

  @Test
  void parse_wrongTypes_namedInError() {
    for (String bad :
        List.of(
            "{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:AB\"]}}",
            "{\"rootfs\":{\"type\":\"other\",\"diff_ids\":[]}}",
            "{\"config\":{\"Env\":\"x\"},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}",
            "{\"config\":{\"Labels\":{\"a\":1}},\"rootfs\":{\"diff_ids\":[]}}",
            "{\"created\":\"yesterday\",\"rootfs\":{\"diff_ids\":[]}}",
            "{}",
            "[]")) {
      assertThrows(JsonException.class, () -> read(bad), bad);
    }
  }

  @Test
  void withEnv_sameName_replacedInPlace() {
    ContainerConfig config =
        ContainerConfig.EMPTY.withEnv("A", "1").withEnv("B", "2").withEnv("A", "3");
    assertEquals(List.of("A=3", "B=2"), config.env());
  }
}
