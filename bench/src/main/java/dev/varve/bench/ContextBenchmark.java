package dev.varve.bench;

import dev.varve.build.context.BuildContext;
import dev.varve.build.context.ContextTree;
import dev.varve.linux.Dir;
import dev.varve.linux.Listing;
import dev.varve.model.Digest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** What a build does to its context: list, scan, and make the key of COPY. */
@BenchmarkMode(Mode.AverageTime)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ContextBenchmark {
  /** One directory of a hundred files, with what statx says of each. */
  @Benchmark
  public Listing listing(SampleContext sample) throws IOException {
    try (Dir directory = Dir.open(sample.root().resolve("package0"))) {
      return directory.listing();
    }
  }

  /** The whole context, when the stat index knows every file. */
  @Benchmark
  public ContextTree scan(SampleContext sample) throws IOException, InterruptedException {
    try (BuildContext context = sample.open(true)) {
      return context.tree();
    }
  }

  /** The same, and the key. */
  @Benchmark
  public Digest scanAndKey(SampleContext sample) throws IOException, InterruptedException {
    try (BuildContext context = sample.open(true)) {
      return SampleContext.key(context);
    }
  }

  /** Without a stat index: every file is read. */
  @Benchmark
  public Digest readAndKey(SampleContext sample) throws IOException, InterruptedException {
    try (BuildContext context = sample.open(false)) {
      return SampleContext.key(context);
    }
  }
}
