package dev.varve.build.context;

import com.sun.management.OperatingSystemMXBean;
import dev.varve.model.Digest;
import dev.varve.store.Store;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Times the context of a directory: {@code ContextBench make DIR FILES BYTES} fills one, {@code
 * ContextBench run DIR STORE ROUNDS} scans and keys it, first without and then with its stat index.
 */
final class ContextBench {
  private ContextBench() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[1]);
    switch (args[0]) {
      case "make" -> make(directory, Integer.parseInt(args[2]), Long.parseLong(args[3]));
      case "run" -> run(directory, Path.of(args[2]), Integer.parseInt(args[3]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /**
   * Ten files to a directory, ten directories to a directory; random bytes, sizes up to twice the
   * mean.
   */
  private static void make(Path root, int files, long bytes) throws IOException {
    Random random = new Random(1);
    int mean = (int) (bytes / files);
    for (int i = 0; i < files; i++) {
      Path directory = root.resolve("pkg" + i / 1000).resolve("mod" + i / 100 % 10);
      directory = directory.resolve("dir" + i / 10 % 10);
      if (i % 10 == 0) {
        Files.createDirectories(directory);
      }
      byte[] content = new byte[random.nextInt(2 * mean) + 1];
      random.nextBytes(content);
      Files.write(directory.resolve("file" + i + ".js"), content);
    }
    Files.writeString(root.resolve("Dockerfile"), "FROM scratch\nCOPY . /\n");
  }

  private static void run(Path directory, Path storeRoot, int rounds) throws Exception {
    try (Store store = Store.open(storeRoot, Clock.systemUTC())) {
      System.out.println(once("first", directory, store, true));
      System.out.println(once("second", directory, store, true));
      for (boolean useIndex : new boolean[] {false, true}) {
        List<Times> times = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
          times.add(once(useIndex ? "by index" : "all read", directory, store, useIndex));
        }
        times.sort(Comparator.comparingDouble(Times::total));
        System.out.println("median of " + rounds + ", " + times.get(rounds / 2));
      }
    }
  }

  private record Times(
      String what, double open, double scan, double key, double close, double cpu, Digest digest) {
    double total() {
      return open + scan + key + close;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s: %.0f ms (open %.1f, scan %.1f, key %.1f, save %.1f), %.0f ms of CPU, %s",
          what,
          total(),
          open,
          scan,
          key,
          close,
          cpu,
          digest.shortHex());
    }
  }

  /** Of the whole process: what other processes take from the machine does not count. */
  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static Times once(String what, Path directory, Store store, boolean useIndex)
      throws Exception {
    ContextSettings settings = new ContextSettings(store, Clock.systemUTC(), useIndex);
    long cpu = cpuNanos();
    long start = System.nanoTime();
    BuildContext context =
        BuildContext.open(
            new ContextSource.Directory(directory), new DockerfileSource.Default(), settings);
    long opened = System.nanoTime();
    ContextTree tree = context.tree();
    long scanned = System.nanoTime();
    Digest digest = new ContextSelection(tree, tree.select(".")).digest(Keying.MODES_AND_OWNERS);
    long keyed = System.nanoTime();
    context.close();
    long closed = System.nanoTime();
    return new Times(
        what,
        (opened - start) / 1e6,
        (scanned - opened) / 1e6,
        (keyed - scanned) / 1e6,
        (closed - keyed) / 1e6,
        (cpuNanos() - cpu) / 1e6,
        digest);
  }
}
