package dev.varve.archive;

/** What an entry of a layer is. */
public enum EntryType {
  FILE(0),
  DIRECTORY(1),
  SYMLINK(2),
  HARDLINK(3),
  CHAR_DEVICE(4),
  BLOCK_DEVICE(5),
  FIFO(6),
  /** Hides the path, and all below it, in lower layers. */
  WHITEOUT(7);

  private static final EntryType[] BY_CODE = values();

  private final int code;

  EntryType(int code) {
    this.code = code;
  }

  /** The type in the index format and in identities; never changes its meaning. */
  int code() {
    return code;
  }

  static EntryType ofCode(int code) {
    return BY_CODE[code];
  }
}
