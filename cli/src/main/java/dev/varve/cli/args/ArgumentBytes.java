package dev.varve.cli.args;

import dev.varve.model.VarveException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Refuses arguments that are not UTF-8. The JVM puts U+FFFD in the place of bytes it does not
 * understand; used as they came, such arguments would name something else than the caller meant.
 */
public final class ArgumentBytes {
  private static final char REPLACEMENT = '\ufffd';

  private ArgumentBytes() {}

  /**
   * Checks {@code words}, the last arguments of this process.
   *
   * @param commandLine the process's own arguments as they came, such as {@code /proc/self/cmdline}
   * @throws VarveException naming the argument with its bytes
   */
  public static void check(List<String> words, Path commandLine) throws IOException {
    for (String word : words) {
      if (word.indexOf(REPLACEMENT) >= 0) {
        // The character itself may be meant. Only the bytes tell.
        compare(words, Files.readAllBytes(commandLine));
        return;
      }
    }
  }

  private static void compare(List<String> words, byte[] commandLine) {
    List<byte[]> all = split(commandLine);
    int before = all.size() - words.size();
    for (int i = 0; i < words.size() && before >= 0; i++) {
      byte[] bytes = all.get(before + i);
      if (words.get(i).indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes)) {
        throw new VarveException(
            VarveException.Code.USAGE,
            "argument " + (i + 1) + " is not UTF-8: '" + shown(bytes) + "'",
            "a file with such a name is reached through the directory that holds it");
      }
    }
  }

  private static List<byte[]> split(byte[] commandLine) {
    List<byte[]> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        parts.add(Arrays.copyOfRange(commandLine, start, i));
        start = i + 1;
      }
    }
    return parts;
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** ASCII as it is, every other byte as {@code \xe9}. */
  private static String shown(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      if (b >= ' ' && b != 0x7f) {
        text.append((char) b);
      } else {
        text.append("\\x")
            .append(Character.forDigit(b >> 4 & 15, 16))
            .append(Character.forDigit(b & 15, 16));
      }
    }
    return text.toString();
  }
}
