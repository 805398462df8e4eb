package dev.varve.build.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignProgramsTest {
  private static final Platform HOST = new Platform("linux", "amd64");
  private static final Platform ARM = new Platform("linux", "arm64");

  @TempDir Path handlers;

  private Optional<String> obstacle(Platform wanted) {
    return ForeignPrograms.obstacle(wanted, HOST, handlers);
  }

  private void handler(String text) throws IOException {
    Files.writeString(handlers.resolve("register"), "");
    if (!text.isEmpty()) {
      Files.writeString(handlers.resolve("qemu-aarch64"), text);
    }
  }

  @Test
  void programs_ofThisMachine_run() throws IOException {
    handler("");
    assertEquals(Optional.empty(), obstacle(HOST));
    assertEquals(Optional.empty(), obstacle(new Platform("linux", "386")));
  }

  @Test
  void programs_withFixedInterpreter_run() throws IOException {
    handler("enabled\ninterpreter /usr/bin/qemu-aarch64-static\nflags: OCF\noffset 0\n");
    assertEquals(Optional.empty(), obstacle(ARM));
  }

  @Test
  void programs_withoutInterpreter_areRefused() throws IOException {
    handler("");
    assertTrue(obstacle(ARM).orElse("").contains("no interpreter"));
  }

  @Test
  void programs_withInterpreterTurnedOff_areRefused() throws IOException {
    handler("disabled\ninterpreter /usr/bin/qemu-aarch64-static\nflags: F\n");
    assertTrue(obstacle(ARM).orElse("").contains("turned off"));
  }

  @Test
  void programs_withInterpreterOutsideOfContainers_areRefused() throws IOException {
    handler("enabled\ninterpreter /usr/bin/qemu-aarch64\nflags: OC\n");
    assertTrue(obstacle(ARM).orElse("").contains("flag F"));
  }

  @Test
  void programs_whereKernelCannotBeAsked_areTried() {
    assertEquals(Optional.empty(), obstacle(ARM));
  }
}
