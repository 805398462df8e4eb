package dev.varve.registry.client;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.InputStream;

/** Something that holds blobs. Safe for use by several threads. */
public interface BlobReader {
  /** Whether a blob is there, as far as that can be told without reading it. */
  boolean canRead(Digest blob) throws IOException, InterruptedException;

  /**
   * A blob from some byte on, to be closed by the caller, who has to compare its digest.
   *
   * @param from 0 to the blob's size
   * @throws dev.varve.model.VarveException if it is not there
   */
  InputStream blob(Descriptor blob, long from) throws IOException, InterruptedException;
}
