package dev.varve.registry.transfer;

import dev.varve.archive.compress.LayerCompression;
import java.util.Map;

/**
 * How an image is sent.
 *
 * @param compression of layers that are not known in a compressed form
 * @param force whether layers that came compressed otherwise are compressed once more
 * @param byDigest whether the tag of the name is left alone
 * @param annotations more of them for the manifest
 */
public record PushOptions(
    LayerCompression compression,
    boolean force,
    boolean byDigest,
    Map<String, String> annotations) {
  /** With gzip, as everybody reads it. */
  public static final PushOptions DEFAULT =
      new PushOptions(LayerCompression.GZIP, false, false, Map.of());

  public PushOptions {
    annotations = Map.copyOf(annotations);
  }

  public PushOptions withAnnotations(Map<String, String> changed) {
    return new PushOptions(compression, force, byDigest, changed);
  }
}
