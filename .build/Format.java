import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks ({@code check}) or rewrites ({@code apply}) every Java source below a directory with
 * google-java-format. Run on the JDK that compiles the project, because the formatter parses with
 * the compiler of the JDK it runs on.
 */
final class Format {
  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    List<Path> sources;
    try (var walk = Files.walk(Path.of(args[1]))) {
      sources =
          walk.filter(p -> p.toString().endsWith(".java") && !p.toString().contains("/target/"))
              .toList();
    }
    long wrong = sources.parallelStream().filter(p -> differs(p, apply)).count();
    if (wrong > 0 && !apply) {
      System.err.println(
          wrong + " files are not formatted; mend with: mvn -N validate -Dformat=apply");
      System.exit(1);
    }
  }

  private static boolean differs(Path file, boolean apply) {
    try {
      String text = Files.readString(file);
      Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
      String cleaned =
          RemoveUnusedImports.removeUnusedImports(
              ImportOrderer.reorderImports(text, JavaFormatterOptions.Style.GOOGLE));
      String once = formatter.formatSource(cleaned);
      String wanted = formatter.formatSource(once); // comments that it moves settle the second time
      if (wanted.equals(text)) {
        return false;
      }
      System.err.println((apply ? "formatted " : "not formatted: ") + file);
      if (apply) {
        Files.writeString(file, wanted);
      }
      return true;
    } catch (Exception e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }
}
