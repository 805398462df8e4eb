package dev.varve.registry.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of a request. It can be opened again for another attempt. */
public interface Payload {
  /** Exactly how many bytes {@link #open} gives. */
  long length();

  /** The bytes from the first on, to be closed by whoever opened them. */
  InputStream open() throws IOException;

  static Payload of(byte[] content) {
    byte[] copy = content.clone();
    return new Payload() {
      @Override
      public long length() {
        return copy.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(copy);
      }
    };
  }
}
