package dev.varve.registry.client;

import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a blob that is to be sent; may be opened several times, for attempts that failed.
 */
@FunctionalInterface
public interface BlobSource {
  /**
   * The bytes from some byte on, to be closed by the caller.
   *
   * @param from 0 to the blob's size
   */
  InputStream open(long from) throws IOException, InterruptedException;
}
