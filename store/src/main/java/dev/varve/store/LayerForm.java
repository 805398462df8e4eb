package dev.varve.store;

import java.util.Locale;

/** Where the bytes of a layer lie. Each form can be made from each other. */
public enum LayerForm {
  /** One uncompressed tar, a blob whose digest is the diff ID. */
  TAR,
  /** A directory that can be a lower directory of an overlay. */
  TREE,
  /** Ranges of blobs: earlier tars, and the layer's own new bytes. */
  EXTENTS;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
