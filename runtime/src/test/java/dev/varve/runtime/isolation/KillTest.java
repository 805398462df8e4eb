package dev.varve.runtime.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kill of the whole process, at any moment, leaves no process, mount or cgroup behind. */
class KillTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"builtin", "runc", "crun"})
  void kill_whileTheCommandRuns_leavesNothing(String isolation) throws Exception {
    require(isolation);
    Set<String> mountsBefore = mounts();
    Set<String> cgroupsBefore = cgroups();
    Path tree = BusyboxTree.in(directory);
    OtherProcess other = OtherProcess.asThisUser();
    Path work = other.directory(directory);
    String marker = marker();
    Process process = other.start(work, arguments(isolation, tree, work, marker));
    awaitCommand(marker, true);
    process.destroyForcibly().waitFor();
    awaitCommand(marker, false);
    assertEquals(List.of(), processesOf(work));
    assertEquals(mountsBefore, mounts());
    assertEquals(cgroupsBefore, cgroups());
    assertEquals(List.of(), contents(work.resolve("scratch")));
    assertEquals(List.of(), contents(work.resolve("root")));
  }

  /** The moments between the start of the process and the command are where races would be. */
  @Test
  void kill_atRandomMomentsOfTheStart_leavesNothing() throws Exception {
    require("builtin");
    Path tree = BusyboxTree.in(directory);
    OtherProcess other = OtherProcess.asThisUser();
    String marker = marker();
    for (int i = 0; i < 12; i++) {
      Path work = other.directory(Files.createDirectory(directory.resolve("try" + i)));
      Process process = other.start(work, arguments("builtin", tree, work, marker));
      Thread.sleep(ThreadLocalRandom.current().nextInt(700));
      process.destroyForcibly().waitFor();
      awaitCommand(marker, false);
      assertEquals(List.of(), processesOf(work));
    }
  }

  @Test
  void kill_ofTheGuardAlone_endsTheContainer() throws Exception {
    require("builtin");
    Path tree = BusyboxTree.in(directory);
    OtherProcess other = OtherProcess.asThisUser();
    Path work = other.directory(directory);
    String marker = marker();
    Process process = other.start(work, arguments("builtin", tree, work, marker));
    awaitCommand(marker, true);
    ProcessHandle guard = process.children().filter(KillTest::isLauncher).findFirst().orElseThrow();
    assertTrue(guard.destroyForcibly());
    assertTrue(process.waitFor() != 0);
    awaitCommand(marker, false);
  }

  private static void require(String isolation) {
    Requires.root();
    if (!isolation.equals("builtin")) {
      Requires.command(isolation);
    }
  }

  private static List<String> arguments(String isolation, Path tree, Path work, String marker) {
    return List.of(
        isolation,
        tree.toString(),
        work.toString(),
        "NONE",
        "0",
        "sh",
        "-c",
        "sleep " + marker + " & sleep " + marker);
  }

  private static boolean isLauncher(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/launcher")).isPresent();
  }

  private static String marker() {
    return Integer.toString(ThreadLocalRandom.current().nextInt(1_000_000, 2_000_000));
  }

  private static void awaitCommand(String marker, boolean running) throws Exception {
    for (int i = 0; i < 1200 && runs(marker) != running; i++) {
      Thread.sleep(25);
    }
    assertEquals(running, runs(marker));
  }

  private static boolean runs(String marker) {
    return ProcessHandle.allProcesses()
        .anyMatch(
            process ->
                process
                    .info()
                    .arguments()
                    .map(arguments -> arguments.length == 1 && arguments[0].equals(marker))
                    .orElse(false));
  }

  /** Processes whose program lies in the directory. */
  private static List<String> processesOf(Path work) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .command()
                    .filter(name -> name.startsWith(work.toString()))
                    .isPresent())
        .map(process -> process.pid() + " " + process.info())
        .toList();
  }

  private static Set<String> mounts() throws IOException {
    Set<String> points = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
      points.add(line.split(" ")[4]);
    }
    return points;
  }

  /** Directories of cgroups two levels down; other tests make none. */
  private static Set<String> cgroups() throws IOException {
    Path top = Path.of("/sys/fs/cgroup");
    Set<String> found = new TreeSet<>();
    if (Files.isDirectory(top)) {
      try (Stream<Path> paths = Files.walk(top, 2)) {
        paths.filter(Files::isDirectory).forEach(path -> found.add(path.toString()));
      }
    }
    return found;
  }

  private static List<Path> contents(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
