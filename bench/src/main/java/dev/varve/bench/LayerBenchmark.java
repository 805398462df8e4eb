package dev.varve.bench;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.chunk.CanonicalChunks;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.archive.tar.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is done to layers: look up a path, make an index, write a tar with and without digest. */
@BenchmarkMode(Mode.AverageTime)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LayerBenchmark {
  /** Paths in an order that no cache has foreseen. */
  @State(Scope.Thread)
  @SuppressWarnings("NullAway.Init") // JMH calls the setup before any benchmark
  public static class Paths {
    private EntryPath[] paths;
    private int next;

    @Setup
    public void make(SampleLayer layer) {
      paths = new EntryPath[1024];
      for (int i = 0; i < paths.length; i++) {
        paths[i] = SampleLayer.path((int) (i * 7919L % layer.files));
      }
    }

    EntryPath path() {
      return paths[next++ & 1023];
    }
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public int lookUp(SampleLayer layer, Paths paths) {
    return layer.index().indexOf(paths.path());
  }

  @Benchmark
  public LayerIndex buildIndex(SampleLayer layer) throws IOException {
    return layer.build();
  }

  /** Headers and padding around contents, nothing hashed. */
  @Benchmark
  public long writeTar(SampleLayer layer) throws IOException {
    TarWriter writer = new TarWriter(OutputStream.nullOutputStream());
    LayerIndex index = layer.index();
    for (int i = 0; i < index.size(); i++) {
      LayerEntry entry = index.entry(i);
      if (entry.isDirectory()) {
        writer.add(entry);
      } else {
        try (InputStream content = layer.contents().open(entry)) {
          writer.add(entry, content);
        }
      }
    }
    writer.finish();
    return writer.position();
  }

  /** Where to cut, and what the chunks are called, without a look at any content. */
  @Benchmark
  public int nameChunks(SampleLayer layer) throws IOException {
    CanonicalChunks chunks = CanonicalChunks.of(layer.index());
    int all = 0;
    for (int i = 0; i < chunks.count(); i++) {
      all ^= chunks.name(i).hashCode();
    }
    return all;
  }

  /** The diff ID. */
  @Benchmark
  public CanonicalTar.Summary digestTar(SampleLayer layer) throws IOException {
    return CanonicalTar.digest(layer.index(), layer.contents());
  }
}
