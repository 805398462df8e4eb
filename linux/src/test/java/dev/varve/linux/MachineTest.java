package dev.varve.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who we are, where we are, and what we run on. */
@Timeout(60)
class MachineTest {
  @TempDir Path temp;

  @Test
  void capabilities_agreeWithProc_andCanBeDroppedPerThread() throws Throwable {
    long expected = -1;
    for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
      if (line.startsWith("CapEff:")) {
        expected = Long.parseUnsignedLong(line.substring(7).strip(), 16);
      }
    }
    long actual = 0;
    for (Capability capability : Credentials.capabilities()) {
      actual |= 1L << capability.number();
    }
    assertEquals(expected & ((1L << 41) - 1), actual);
    Privilege.without(
        Set.of(Capability.CHOWN), () -> assertFalse(Credentials.has(Capability.CHOWN)));
    assertEquals(Files.getAttribute(temp, "unix:uid"), Credentials.effectiveUid());
    assertEquals(Files.getAttribute(temp, "unix:gid"), Credentials.effectiveGid());
  }

  @Test
  void idMap_ofSeveralRanges_knowsWhichIdsExist() {
    IdMap map = IdMap.parse("         0       1000          1\n         1     100000      65536\n");
    assertTrue(map.contains(0));
    assertTrue(map.contains(65536));
    assertFalse(map.contains(65537));
    assertFalse(map.contains(-1));
    assertEquals(65537, map.size());
    assertFalse(map.isIdentity());
    assertTrue(IdMap.parse("         0          0 4294967295\n").isIdentity());
  }

  @Test
  void fileSystem_ofTempAndProc_isTold() throws Exception {
    FileSystemInfo info = FileSystems.of(temp);
    assertEquals(Files.getFileStore(temp).getTotalSpace(), info.totalBytes());
    assertTrue(info.availableBytes() > 0 && info.availableBytes() <= info.totalBytes());
    assertFalse(info.isNetwork());
    try (Dir dir = Dir.open(temp)) {
      assertEquals(info.type(), FileSystems.of(dir).type());
      FileSystems.sync(dir);
    }
    assertEquals("proc", FileSystems.of(Path.of("/proc")).name());
  }

  @Test
  void fileSystemInfo_ofForeignFileSystems_isRecognised() {
    assertTrue(new FileSystemInfo(0x6969, 0, 0, 0, 0, 0).isNetwork());
    assertTrue(new FileSystemInfo(0xFF534D42L, 0, 0, 0, 0, 0).isNetwork());
    assertTrue(new FileSystemInfo(0x65735546, 0, 0, 0, 0, 0).isFuse());
    assertTrue(new FileSystemInfo(0x794c7630, 0, 0, 0, 0, 1).isOverlay());
    assertTrue(new FileSystemInfo(0x794c7630, 0, 0, 0, 0, 1).isReadOnly());
    assertEquals("0x12345678", new FileSystemInfo(0x12345678, 0, 0, 0, 0, 0).name());
  }

  @Test
  void mountPoint_withSpacesAndOptionalFields_isParsed() throws Exception {
    MountPoint mount =
        MountPoint.parse(
            "36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 shared:2 - ext3 /dev/root rw,x=y");
    assertEquals("/mnt 2", mount.path());
    assertEquals("ext3", mount.type());
    assertEquals("rw,x=y", mount.superOptions());
    assertEquals(35, mount.parent());
    assertTrue(MountPoint.all().stream().anyMatch(m -> m.path().equals("/proc")));
  }

  @Test
  void terminal_ofAPseudoTerminal_canBeSizedMadeRawAndRestored() throws Exception {
    try (PseudoTerminal pty = PseudoTerminal.open()) {
      Terminal terminal = pty.settings();
      assertEquals(Optional.empty(), terminal.size());
      terminal.resize(new Terminal.Size(132, 50));
      assertEquals(Optional.of(new Terminal.Size(132, 50)), terminal.size());
      assertEquals("50 132", stty(pty, "size"));
      String cooked = stty(pty, "-a");
      assertTrue(cooked.contains(" icanon") && cooked.contains(" echo "), cooked);
      try (Terminal.Restorer restorer = terminal.raw()) {
        assertTrue(restorer != null);
        String raw = stty(pty, "-a");
        assertTrue(raw.contains("-icanon") && raw.contains("-echo "), raw);
        assertTrue(raw.contains("-opost") && raw.contains("-isig"), raw);
      }
      assertEquals(cooked, stty(pty, "-a"));
    }
    Path file = Files.createFile(temp.resolve("file"));
    try (FileHandle handle = FileHandle.open(file)) {
      assertFalse(Terminal.isTerminal(handle.number("test")));
    }
  }

  private static String stty(PseudoTerminal pty, String what) throws Exception {
    Process process = new ProcessBuilder("stty", "-F", pty.terminal().toString(), what).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertEquals(0, process.waitFor());
    return out;
  }

  @Test
  void pseudoTerminal_carriesWhatAProcessWritesAndReads() throws Exception {
    try (PseudoTerminal pty = PseudoTerminal.open()) {
      Process cat =
          new ProcessBuilder("sh", "-c", "read line; echo \"got:$line\"; sleep 5")
              .redirectInput(pty.terminal().toFile())
              .redirectOutput(ProcessBuilder.Redirect.appendTo(pty.terminal().toFile()))
              .start();
      FileHandle master = pty.master();
      master.write("hello\n".getBytes(UTF_8), 0, 6);
      StringBuilder seen = new StringBuilder();
      byte[] buffer = new byte[100];
      while (!seen.toString().contains("got:hello")) {
        int got = master.read(buffer, 0, buffer.length);
        assertTrue(got > 0);
        seen.append(new String(buffer, 0, got, UTF_8));
      }
      cat.destroyForcibly().waitFor();
    }
  }

  @Test
  void kill_ofNobodyInParticular_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> Processes.kill(0, Processes.SIGTERM));
    assertThrows(IllegalArgumentException.class, () -> Processes.kill(-1, Processes.SIGTERM));
    assertFalse(Processes.isAlive(0));
    assertTrue(Processes.isAlive(ProcessHandle.current().pid()));
  }

  @Test
  void umask_isSetAndPutBack() throws Exception {
    int before = Processes.umask(0);
    try (Dir dir = Dir.open(temp)) {
      dir.createFile("all".getBytes(UTF_8), 0666).close();
      assertEquals(0666, dir.stat("all".getBytes(UTF_8)).permissions());
    } finally {
      assertEquals(0, Processes.umask(before));
    }
  }
}
