package dev.varve.testkit.layers;

/** A JSON document of an image, and whether it may be believed. */
public final class DocumentSample {
  /** What the document is said to be. */
  public enum Kind {
    MANIFEST,
    INDEX,
    CONFIG
  }

  private final String name;
  private final Kind kind;
  private final byte[] bytes;
  private final boolean accepted;

  DocumentSample(String name, Kind kind, byte[] bytes, boolean accepted) {
    this.name = kind + ": " + name;
    this.kind = kind;
    this.bytes = bytes;
    this.accepted = accepted;
  }

  public Kind kind() {
    return kind;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** Whether it is a document of its kind. */
  public boolean isAccepted() {
    return accepted;
  }

  @Override
  public String toString() {
    return name;
  }
}
