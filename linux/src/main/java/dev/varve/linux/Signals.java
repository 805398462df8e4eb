package dev.varve.linux;

import java.util.function.Consumer;
import sun.misc.Signal;

/**
 * What this process does on signals. The JDK has no supported way to say so, but {@code
 * sun.misc.Signal} in a module made for such cases. It is used directly, for which this module is
 * compiled with {@code ignore.symbol.file}: reflection and a proxy would be made anew at each
 * start.
 */
public final class Signals {
  private Signals() {}

  /**
   * From now on the signal (a name without SIG) only calls {@code action}, on a thread of the
   * JVM's.
   */
  public static void handle(String name, Consumer<String> action) {
    try {
      Signal.handle(new Signal(name), signal -> action.accept(name));
    } catch (IllegalArgumentException e) {
      // A JVM that uses the signal itself: it then does what it does by default.
    }
  }
}
