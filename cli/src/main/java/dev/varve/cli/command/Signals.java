package dev.varve.cli.command;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * What this process does on signals. The JDK has no supported way to say so, but {@code
 * sun.misc.Signal} in a module made for such cases; it is reached by reflection, because the
 * compiler has no way to accept its use.
 */
final class Signals {
  private Signals() {}

  /**
   * From now on the signal (a name without SIG) only calls {@code action}, on a thread of the
   * JVM's.
   */
  @SuppressWarnings("ReferenceEquality") // a handler equals itself only
  static void handle(String name, Consumer<String> action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler call =
          (proxy, method, args) ->
              switch (method.getName()) {
                case "handle" -> {
                  action.accept(name);
                  yield null;
                }
                case "equals" -> proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "handler of SIG" + name;
              };
      Object instance =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, call);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), instance);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // A JVM without it, or one that uses the signal itself: it then does what it does by default.
    }
  }
}
