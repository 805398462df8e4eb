package dev.varve.runtime.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.runtime.ContainerMount;
import dev.varve.runtime.ContainerStreams;
import dev.varve.runtime.ContainerUser;
import dev.varve.runtime.ExitStatus;
import dev.varve.runtime.Isolation;
import dev.varve.runtime.NameFiles;
import dev.varve.runtime.Network;
import dev.varve.testkit.Requires;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every isolation must do, shown with real containers as root. */
abstract class IsolationContract {

  /** Docker's fourteen. */
  private static final String CAPABILITIES = "00000000a80425fb";

  @TempDir Path directory;

  private Path tree;
  private Trial trial;

  abstract Isolation isolation();

  @BeforeEach
  void prepare() throws IOException {
    Requires.root();
    tree = BusyboxTree.in(directory);
    trial = new Trial(isolation(), tree);
  }

  @AfterEach
  void cleanUp() throws IOException {
    if (trial != null) {
      trial.close();
    }
  }

  @Test
  void run_hello_outputAndStatus() throws Exception {
    Trial.Result result = trial.sh("echo hello; echo problem >&2; exit 3");
    assertEquals("hello", result.out());
    assertEquals("problem", result.err());
    assertEquals(ExitStatus.exited(3), result.status());
  }

  @Test
  void run_environment_isTheSpecsAlone() throws Exception {
    Trial.Result result =
        trial
            .with(spec -> spec.withEnv(List.of("PATH=/bin", "A=1", "B", "A=2", "C=é x")))
            .run("env");
    assertEquals(List.of("A=2", "C=é x", "HOME=/root", "PATH=/bin"), sorted(result.out()));
  }

  @Test
  void run_workingDirectory_isMadeInsideTheRoot() throws Exception {
    Files.createSymbolicLink(tree.resolve("link"), Path.of("/../../made"));
    Trial.Result result = trial.with(spec -> spec.withCwd("/link/deep")).run("pwd");
    assertEquals("/made/deep", result.out());
    assertEquals(List.of("made", "made/deep"), trial.written());
  }

  @Test
  void run_workingDirectoryIsAFile_saysSo() {
    IOException e =
        assertThrows(
            IOException.class, () -> trial.with(spec -> spec.withCwd("/etc/passwd")).run("pwd"));
    assertEquals("/etc/passwd is not a directory", e.getMessage());
  }

  @Test
  void run_user_hasItsIdsAndNothingElse() throws Exception {
    ContainerUser user = new ContainerUser(1000, 7, List.of(7, 8), "/home/u");
    Trial.Result result =
        trial
            .with(spec -> spec.withUser(user))
            .sh(
                "id -u; id -g; grep Groups /proc/self/status; grep Cap /proc/self/status; echo $HOME");
    assertEquals(
        """
        1000
        7
        Groups:	7 8\s
        CapInh:	0000000000000000
        CapPrm:	0000000000000000
        CapEff:	0000000000000000
        CapBnd:	%s
        CapAmb:	0000000000000000
        /home/u"""
            .formatted(CAPABILITIES),
        result.out());
  }

  @Test
  void run_root_hasDockersPrivileges() throws Exception {
    Trial.Result result =
        trial.sh("grep -E '^(Cap|NoNewPrivs|Seccomp:|Groups|Umask)' /proc/self/status");
    assertEquals(
        """
        Umask:	0022
        Groups:	0\s
        CapInh:	0000000000000000
        CapPrm:	%1$s
        CapEff:	%1$s
        CapBnd:	%1$s
        CapAmb:	0000000000000000
        NoNewPrivs:	0
        Seccomp:	2"""
            .formatted(CAPABILITIES),
        result.out());
  }

  @Test
  void run_forbiddenCalls_fail() throws Exception {
    Trial.Result result =
        trial.sh("unshare -m true; echo $?; unshare -U true; echo $?; mount -t tmpfs x /bin");
    assertEquals("1\n1", result.out());
    assertNotEquals(0, result.code());
  }

  @Test
  void run_maskedPaths_areEmptyAndReadOnlyOnesAreReadOnly() throws Exception {
    Trial.Result result =
        trial.sh(
            """
            cat /proc/keys /proc/timer_list | wc -c
            ls /sys/firmware | wc -l
            touch /sys/x 2>/dev/null || echo sys
            echo 1 > /proc/sys/kernel/sysrq 2>/dev/null || echo sysctl
            echo h > /proc/sysrq-trigger 2>/dev/null || echo sysrq
            """);
    assertEquals("0\n0\nsys\nsysctl\nsysrq", result.out());
  }

  @Test
  void run_descriptors_areTheThree() throws Exception {
    // The shell's own listing opens one more, for the directory.
    Trial.Result result = trial.sh("ls /proc/self/fd | wc -l; ls /proc/$$/fd; true");
    assertEquals("4\n0\n1\n2", result.out());
  }

  @Test
  void run_namespaces_areItsOwn() throws Exception {
    Trial.Result result =
        trial
            .with(spec -> spec.withHostname("box"))
            .sh(
                "echo $$; hostname; ps | wc -l; for n in pid mnt uts ipc; do readlink /proc/self/ns/$n; done");
    List<String> lines = result.out().lines().toList();
    assertEquals(List.of("1", "box", "4"), lines.subList(0, 3));
    for (int i = 0; i < 4; i++) {
      String name = List.of("pid", "mnt", "uts", "ipc").get(i);
      assertNotEquals(
          Files.readSymbolicLink(Path.of("/proc/self/ns", name)).toString(), lines.get(3 + i));
    }
  }

  @Test
  void run_networkNone_hasLoopbackAlone() throws Exception {
    Trial.Result result =
        trial
            .with(spec -> spec.withNetwork(Network.NONE))
            .sh("ls /sys/class/net; ping -c 1 -W 1 127.0.0.1 >/dev/null && echo up");
    assertEquals("lo\nup", result.out());
  }

  @Test
  void run_networkHost_isTheHosts() throws Exception {
    Trial.Result result =
        trial.with(spec -> spec.withNetwork(Network.HOST)).sh("readlink /proc/self/ns/net");
    assertEquals(Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString(), result.out());
  }

  @Test
  void run_readOnlyRoot_onlyMemoryIsWritable() throws Exception {
    Trial.Result result =
        trial
            .with(spec -> spec.withReadOnlyRoot(true))
            .sh("touch /x 2>/dev/null || echo no; touch /dev/shm/x && echo yes");
    assertEquals("no\nyes", result.out());
    assertEquals(List.of(), trial.written());
  }

  @Test
  void run_mounts_areLaidOver() throws Exception {
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.writeString(data.resolve("file"), "from host");
    List<ContainerMount> mounts =
        List.of(
            new ContainerMount.Bind(data, "/data", false),
            new ContainerMount.Bind(data, "/etc/ro", true),
            new ContainerMount.Bind(data.resolve("file"), "/one/file", true),
            ContainerMount.Tmpfs.at("/tmp/memory"));
    Trial.Result result =
        trial
            .with(spec -> spec.withMounts(mounts))
            .sh(
                """
                cat /etc/ro/file /one/file; echo
                touch /etc/ro/x 2>/dev/null || echo read-only
                echo back > /data/new; echo m > /tmp/memory/x
                mknod /data/disk b 7 0; head -c 1 /data/disk 2>/dev/null || echo no device
                """);
    assertEquals("from hostfrom host\nread-only\nno device", result.out());
    assertEquals("back\n", Files.readString(data.resolve("new")));
    assertFalse(trial.written().contains("tmp/memory/x"));
  }

  @Test
  void run_devices_onlyTheStandardOnesOpen() throws Exception {
    Trial.Result result =
        trial.sh(
            """
            mknod /disk b 7 0 && head -c 1 /disk 2>/dev/null || echo no
            mknod /dev/disk b 7 0 && head -c 1 /dev/disk 2>/dev/null || echo no
            mknod /dev/shm/disk b 7 0 && head -c 1 /dev/shm/disk 2>/dev/null || echo no
            mknod /mem c 1 1 && head -c 1 /mem 2>/dev/null || echo no
            head -c 2 /dev/zero | wc -c; echo x > /dev/null; head -c 1 /dev/urandom | wc -c
            """);
    assertEquals("no\nno\nno\nno\n2\n1", result.out());
    assertTrue(trial.written().contains("disk"));
  }

  @Test
  void run_backgroundChild_doesNotHoldTheRun() {
    Trial.Result result =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(30), () -> trial.sh("(sleep 1000; echo late) & echo done"));
    assertEquals("done", result.out());
  }

  @Test
  void run_unknownCommand_asDocker() throws Exception {
    assertNotStarted(127, "exec: \"nosuch\": executable file not found in $PATH", "nosuch");
    assertNotStarted(127, "exec: \"\": executable file not found in $PATH", "");
    assertNotStarted(127, "exec: \"/no/x\": stat /no/x: no such file or directory", "/no/x");
    assertNotStarted(126, "exec: \"/etc\": is a directory: permission denied", "/etc");
    assertNotStarted(126, "exec: \"/etc/passwd\": permission denied", "/etc/passwd");
  }

  @Test
  void run_unusableProgram_asDocker() throws Exception {
    Path script = Files.writeString(tree.resolve("script"), "#!/no/such/interpreter\n");
    assertTrue(script.toFile().setExecutable(true, false));
    Trial.Result result = trial.run("/script");
    assertEquals(
        ExitStatus.notStarted(
            255,
            "exec /script: no such file or directory"
                + " (its interpreter /no/such/interpreter is not there)"),
        result.status());
  }

  private void assertNotStarted(int status, String message, String command) throws Exception {
    Trial.Result result = trial.run(command);
    assertEquals(ExitStatus.notStarted(status, message), result.status());
  }

  @Test
  void run_imageWithLinksForMountPoints_realOnesAreLaidOver() throws Exception {
    Files.createSymbolicLink(tree.resolve("proc"), Path.of("/etc"));
    Files.createSymbolicLink(tree.resolve("dev"), Path.of("../../../../tmp"));
    Files.writeString(tree.resolve("sys"), "a file");
    Files.createSymbolicLink(tree.resolve("etc/resolv.conf"), Path.of("../run/x/resolv.conf"));
    Trial.Result result =
        trial.sh("ls -d /proc/1 /dev/null /sys/class /run/x; echo x > /dev/null; touch /etc/new");
    assertEquals("/dev/null\n/proc/1\n/run/x\n/sys/class", String.join("\n", sorted(result.out())));
    assertEquals(List.of("etc", "etc/new"), trial.written());
    assertTrue(Files.isSymbolicLink(tree.resolve("proc")));
  }

  @Test
  void run_mountPoints_leaveNoTrace() throws Exception {
    Trial.Result result = trial.sh("cat /etc/hosts /etc/hostname /etc/resolv.conf > /dev/null");
    assertEquals(0, result.code(), result.err());
    assertEquals(List.of(), trial.written());
  }

  @Test
  void run_namesOfHosts_asAsked() throws Exception {
    Trial.Result result =
        trial
            .with(
                spec ->
                    spec.withHostname("here")
                        .withNames(new NameFiles(true, true, List.of("10.0.0.1\tthere"))))
            .sh("cat /etc/hosts /etc/hostname; echo x 2>/dev/null > /etc/hosts || echo read-only");
    assertEquals(
        """
        127.0.0.1	localhost here
        ::1	localhost ip6-localhost ip6-loopback
        10.0.0.1	there
        here
        read-only""",
        result.out());
  }

  @Test
  void run_input_isRead() throws Exception {
    byte[] text = "line one\nline two\n".getBytes(StandardCharsets.UTF_8);
    Trial.Result result =
        trial
            .input(new ContainerStreams.Input.FromStream(new ByteArrayInputStream(text)))
            .run("cat");
    assertEquals("line one\nline two", result.out());
  }

  @Test
  void run_killedCommand_namesTheSignal() throws Exception {
    Trial.Result result = trial.sh("sh -c 'kill -9 $$'; exit $?");
    assertEquals(137, result.code());
  }

  @Test
  void run_interrupted_killsTheContainer() throws Exception {
    String marker = "1000" + System.nanoTime() % 100_000;
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<Trial.Result> run = executor.submit(() -> trial.sh("sleep " + marker));
      awaitProcess(marker, true);
      executor.shutdownNow();
      ExecutionException e = assertThrows(ExecutionException.class, run::get);
      assertInstanceOf(InterruptedException.class, e.getCause());
      assertFalse(isRunning(marker));
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void run_twoAtOnce_doNotMeet() throws Exception {
    try (Trial other = new Trial(isolation(), tree);
        ExecutorService executor = Executors.newFixedThreadPool(2)) {
      Future<Trial.Result> first = executor.submit(() -> trial.sh("echo 1 > /x; sleep 1; cat /x"));
      Future<Trial.Result> second = executor.submit(() -> other.sh("echo 2 > /x; sleep 1; cat /x"));
      assertEquals("1", first.get().out());
      assertEquals("2", second.get().out());
    }
  }

  private static void awaitProcess(String argument, boolean running) throws Exception {
    for (int i = 0; i < 600 && isRunning(argument) != running; i++) {
      Thread.sleep(50);
    }
    assertEquals(running, isRunning(argument));
  }

  private static boolean isRunning(String argument) {
    return ProcessHandle.allProcesses()
        .anyMatch(
            process ->
                process.info().arguments().map(List::of).orElse(List.of()).contains(argument));
  }

  private static List<String> sorted(String lines) {
    return lines.lines().sorted().toList();
  }
}
