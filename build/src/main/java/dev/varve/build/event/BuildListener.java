package dev.varve.build.event;

/**
 * Receives the events of a build. Called from several threads, but never by two at a time; must not
 * block for long, because the build waits for it.
 */
@FunctionalInterface
public interface BuildListener {
  void on(BuildEvent event);
}
