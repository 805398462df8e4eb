import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Makes directories and files of random bytes from a plan: lines {@code d PATH} and {@code f PATH
 * SIZE}; of random words for {@code t PATH SIZE}, which gzip makes about a third of. The same plan
 * and the same number give the same bytes.
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
        if (words[0].equals("t")) {
          text(random, bytes);
        } else {
          random.nextBytes(bytes);
        }
        Files.write(Path.of(words[1]), bytes);
      }
    }
  }

  /** Words of a vocabulary, some more often than others, in lines. */
  private static void text(Random random, byte[] bytes) {
    for (int at = 0; at < bytes.length; ) {
      int word = (int) (4000 * random.nextDouble() * random.nextDouble());
      String text = Integer.toString(word * 7919 + 9973, 36) + (word % 9 == 0 ? "\n" : " ");
      for (int i = 0; i < text.length() && at < bytes.length; i++) {
        bytes[at++] = (byte) text.charAt(i);
      }
    }
  }
}
