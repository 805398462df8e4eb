package dev.varve.archive;

/**
 * Bounds on what an archive may make us do. They protect against hostile input; the defaults are
 * far above anything a real image holds.
 *
 * @param entries most entries in one archive
 * @param depth most components of a path
 * @param extension most bytes of one PAX header, long name or sparse map
 * @param total most bytes of an archive once decompressed, and of the files in it once sparse holes
 *     are filled
 * @param ratio most decompressed bytes for one compressed byte, once {@link #RATIO_FROM} bytes came
 *     out
 */
public record Limits(int entries, int depth, int extension, long total, long ratio) {
  /**
   * Ratios mean nothing for small outputs: a megabyte of zeros is legal and compresses to nothing.
   */
  public static final long RATIO_FROM = 256L << 20;

  /** For anything. A {@link LayerIndex.Builder} also looks at how much memory there is. */
  public static final Limits DEFAULT = new Limits(2_000_000, 512, 1 << 20, 256L << 30, 20_000);

  public Limits withEntries(int most) {
    return new Limits(most, depth, extension, total, ratio);
  }

  public Limits withTotal(long most) {
    return new Limits(entries, depth, extension, most, ratio);
  }

  public Limits withRatio(long most) {
    return new Limits(entries, depth, extension, total, most);
  }
}
