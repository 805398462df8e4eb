package dev.varve.cli.progress;

import dev.varve.build.event.BuildEvent;
import dev.varve.build.event.BuildListener;

/**
 * Shows a build. Closing it leaves the terminal as it was, whether the build ended or not; it is
 * safe to do twice.
 */
public interface Progress extends BuildListener, AutoCloseable {
  @Override
  void on(BuildEvent event);

  @Override
  void close();
}
