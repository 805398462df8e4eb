package dev.varve.bench;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import java.io.ByteArrayInputStream;
import java.util.Random;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A layer of files, a hundred to a directory, with its content in memory. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before any benchmark
public class SampleLayer {
  private static final int SIZE = 6000;

  /** How many files there are. */
  @Param({"10000"})
  public int files;

  private final byte[] content = new byte[SIZE];
  private LayerIndex index;

  @Setup
  public void make() throws ArchiveException {
    new Random(7).nextBytes(content);
    index = build();
  }

  /** The same index each time, made anew. */
  LayerIndex build() throws ArchiveException {
    Digest digest = Digest.sha256Of(content);
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (int i = 0; i < files; i++) {
      builder.add(LayerEntry.file(path(i), 0644, SIZE).withDigest(digest));
    }
    return builder.build();
  }

  static EntryPath path(int file) {
    return EntryPath.of("app/package" + file / 100 + "/file" + file + ".dat");
  }

  LayerIndex index() {
    return index;
  }

  /** Every file has the same bytes. */
  ContentSource contents() {
    return _ -> new ByteArrayInputStream(content);
  }
}
