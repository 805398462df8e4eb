package dev.varve.archive;

/**
 * The binary form of a {@link LayerIndex}, version {@value #VERSION}, little-endian:
 *
 * <pre>
 * header    {@value #HEADER} bytes
 * sources   32 bytes each: SHA-256 of the other layers' tars that hold content of this one
 * records   {@value #RECORD} bytes per entry, sorted by path
 * heap      paths, and for entries that have them link target, device and attributes
 * checksum  CRC-32C of all before, 4 bytes
 * </pre>
 *
 * The offsets below are within the header and within a record.
 */
final class IndexFormat {
  static final long MAGIC = 0x0058_4945_5652_4156L; // "VARVEIX\0"
  static final int VERSION = 2;

  static final int HEADER = 96;
  static final int H_MAGIC = 0;
  static final int H_VERSION = 8;
  static final int H_COUNT = 12;
  static final int H_IMPLIED = 16;
  static final int H_EXTERNAL_LINKS = 20;
  static final int H_SOURCES = 24;
  static final int H_HEAP = 28;
  static final int H_CONTENT_SIZE = 32;
  static final int H_IDENTITY_KNOWN = 40;
  static final int H_IDENTITY = 48;

  /**
   * 1 if the index is known to be {@linkplain LayerIndex#isPlain plain}; 0 if nobody has looked.
   */
  static final int H_PLAIN = 80;

  static final int SOURCE = 32;

  static final int RECORD = 96;
  static final int R_PATH = 0;
  static final int R_PATH_LENGTH = 4;
  static final int R_TYPE = 6;
  static final int R_FLAGS = 7;
  static final int R_MODE = 8;
  static final int R_UID = 12;
  static final int R_GID = 16;
  static final int R_PARENT = 20;
  static final int R_END = 24;
  static final int R_EXTRA = 28;
  static final int R_SIZE = 32;
  static final int R_SECONDS = 40;
  static final int R_NANOS = 48;
  static final int R_SOURCE = 52;
  static final int R_OFFSET = 56;
  static final int R_DIGEST = 64;

  static final int OPAQUE = 1;
  static final int IMPLIED = 2;
  static final int SPARSE = 4;
  static final int HAS_DIGEST = 8;

  /** The entry, or a directory above it, is opaque: lower layers cannot be seen through it. */
  static final int COVERED = 16;

  private IndexFormat() {}
}
