package dev.varve.archive.tar;

/** Names, numbers and field positions of the tar formats: POSIX.1-2017 pax, ustar and GNU tar. */
final class Tar {
  static final int BLOCK = 512;

  static final int NAME = 0;
  static final int NAME_LENGTH = 100;
  static final int MODE = 100;
  static final int UID = 108;
  static final int GID = 116;
  static final int ID_LENGTH = 8;
  static final int SIZE = 124;
  static final int MTIME = 136;
  static final int LONG_LENGTH = 12;
  static final int CHECKSUM = 148;
  static final int TYPE = 156;
  static final int LINK_NAME = 157;
  static final int MAGIC = 257;
  static final int DEV_MAJOR = 329;
  static final int DEV_MINOR = 337;
  static final int PREFIX = 345;
  static final int PREFIX_LENGTH = 155;

  /** Old GNU sparse members: four map entries, a flag, the real size; then 21 entries a block. */
  static final int GNU_SPARSE = 386;

  static final int GNU_SPARSE_ENTRIES = 4;
  static final int GNU_EXTENDED = 482;
  static final int GNU_REAL_SIZE = 483;
  static final int GNU_EXTENSION_ENTRIES = 21;
  static final int GNU_EXTENSION_EXTENDED = 504;

  static final String XATTR = "SCHILY.xattr.";
  static final String LIBARCHIVE_XATTR = "LIBARCHIVE.xattr.";
  static final String GNU_SPARSE_KEY = "GNU.sparse.";

  static final String WHITEOUT = ".wh.";
  static final String WHITEOUT_META = ".wh..wh.";
  static final String OPAQUE = ".wh..wh..opq";

  private Tar() {}

  /** Bytes from the end of {@code size} to the next block. */
  static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }
}
