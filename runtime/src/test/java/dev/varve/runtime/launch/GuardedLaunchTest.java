package dev.varve.runtime.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedLaunchTest {
  private static final int THREADS = 8;
  private static final int LAUNCHES = 40;

  @TempDir Path directory;

  @Test
  void start_manyAtOnce_allStart() throws Exception {
    Requires.root();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<GuardedProcess.End>> ends = new ArrayList<>();
      for (int i = 0; i < LAUNCHES; i++) {
        Path own = Files.createDirectory(directory.resolve("launch" + i));
        ends.add(threads.submit(() -> launch(own)));
      }
      for (Future<GuardedProcess.End> end : ends) {
        assertTrue(end.get() instanceof GuardedProcess.End.Ran, () -> "ended as " + end);
      }
    }
  }

  private static GuardedProcess.End launch(Path own) throws IOException, InterruptedException {
    GuardedLaunch launch = new GuardedLaunch(Architecture.current(), own, 0, false);
    launch.inside().must("end", Call.EXIT_GROUP, 7);
    return launch
        .start(
            ProcessBuilder.Redirect.PIPE,
            ProcessBuilder.Redirect.PIPE,
            ProcessBuilder.Redirect.PIPE)
        .await();
  }

  @Test
  void busyFile_ofThisJdk_isRecognized() throws Exception {
    SyscallProgram program = new SyscallProgram(Architecture.current());
    program.must("end", Call.EXIT_GROUP, 0);
    Path file = directory.resolve("launcher");
    LauncherFile.write(program, file);
    ProcessBuilder builder = new ProcessBuilder(file.toString());
    try (FileChannel writing = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertTrue(writing.isOpen());
      assertTrue(GuardedLaunch.isBusy(assertThrows(IOException.class, builder::start)));
    }
    ProcessBuilder missing = new ProcessBuilder(directory.resolve("missing").toString());
    assertFalse(GuardedLaunch.isBusy(assertThrows(IOException.class, missing::start)));
    assertEquals(0, builder.start().waitFor(), "no longer busy");
  }
}
