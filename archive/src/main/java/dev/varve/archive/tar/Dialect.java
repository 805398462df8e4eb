package dev.varve.archive.tar;

/** What the names in a tar mean. */
public enum Dialect {
  /** A layer: {@code .wh.} names are whiteouts and opaque markers, as the OCI layer spec has it. */
  LAYER,
  /** An ordinary archive: names are names. */
  PLAIN
}
