import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Makes directories and files of random bytes from a plan: lines {@code d PATH} and {@code f PATH
 * SIZE}. The same plan and the same number give the same bytes.
 */
final class MakeFiles {
  public static void main(String[] args) throws IOException {
    Random random = new Random(Long.parseLong(args[1]));
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] words = line.split(" ");
      if (words[0].equals("d")) {
        Files.createDirectories(Path.of(words[1]));
      } else {
        byte[] bytes = new byte[Integer.parseInt(words[2])];
        random.nextBytes(bytes);
        Files.write(Path.of(words[1]), bytes);
      }
    }
  }
}
