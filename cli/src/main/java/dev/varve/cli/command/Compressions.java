package dev.varve.cli.command;

import dev.varve.archive.compress.LayerCompression;
import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.Option;
import dev.varve.model.VarveException;

/** How layers are compressed, as users say it. */
final class Compressions {
  static final String UNCOMPRESSED = "uncompressed";
  static final Option COMPRESSION =
      Option.text("compression", "TYPE", "Of layers: uncompressed, gzip (default) or zstd");
  static final Option LEVEL =
      Option.text("compression-level", "N", "gzip 0 to 9 (default 6), zstd 1 to 22 (default 3)");
  static final Option FORCE =
      Option.flag("force-compression", "Compress layers again that came compressed otherwise");

  private Compressions() {}

  /**
   * What the options of a command say.
   *
   * @param usual the type if none is given
   */
  static LayerCompression of(Arguments arguments, String command, String usual) {
    return of(arguments.text(COMPRESSION, usual), arguments.text(LEVEL).orElse(""), command + ": ");
  }

  /**
   * A type and a level.
   *
   * @param level the empty string for the usual one
   * @param where what the error begins with
   */
  static LayerCompression of(String type, String level, String where) {
    LayerCompression usual =
        switch (type) {
          case UNCOMPRESSED -> LayerCompression.NONE;
          case "gzip" -> LayerCompression.GZIP;
          case "zstd" -> LayerCompression.ZSTD;
          default ->
              throw new VarveException(
                  VarveException.Code.USAGE,
                  where + "'" + type + "' is no compression of layers",
                  "there are uncompressed, gzip and zstd");
        };
    if (level.isEmpty()) {
      return usual;
    }
    if (type.equals(UNCOMPRESSED)) {
      throw new VarveException(
          VarveException.Code.USAGE,
          where + "a level without a compression",
          "add --compression gzip or --compression zstd");
    }
    try {
      return new LayerCompression(usual.format(), Integer.parseInt(level));
    } catch (IllegalArgumentException e) {
      throw new VarveException(
          VarveException.Code.USAGE,
          where + type + " has no level '" + level + "'",
          "gzip has the levels 0 to 9, zstd 1 to 22",
          e);
    }
  }
}
