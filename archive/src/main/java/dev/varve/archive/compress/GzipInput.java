package dev.varve.archive.compress;

import dev.varve.archive.ArchiveException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * gzip, RFC 1952: one member after the other to the end of the stream. Zero bytes may follow the
 * last member, as tapes have them; anything else is refused, where the JDK's own stream would look
 * away.
 */
final class GzipInput extends InputStream {
  private static final int FHCRC = 2;
  private static final int FEXTRA = 4;
  private static final int FNAME = 8;
  private static final int FCOMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] buffer = new byte[64 << 10];
  private int next;
  private int limit;
  private long memberSize;
  private boolean inMember;
  private boolean ended;
  private boolean any;

  GzipInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!inMember && !startMember()) {
        return -1;
      }
      int read = inflate(to, offset, length);
      if (read > 0) {
        checksum.update(to, offset, read);
        memberSize += read;
        return read;
      }
    }
    return -1;
  }

  /** Inflates some bytes; 0 when the member ended. */
  private int inflate(byte[] to, int offset, int length) throws IOException {
    while (true) {
      int read;
      try {
        read = inflater.inflate(to, offset, length);
      } catch (DataFormatException e) {
        throw new ArchiveException("damaged gzip data: " + e.getMessage(), e);
      }
      if (read > 0) {
        return read;
      }
      if (inflater.finished()) {
        next = limit - inflater.getRemaining();
        endMember();
        return 0;
      }
      if (inflater.needsDictionary()) {
        throw new ArchiveException("damaged gzip data: it wants a dictionary");
      }
      if (!fill()) {
        throw cutOff();
      }
      inflater.setInput(buffer, 0, limit);
      next = limit;
    }
  }

  private boolean startMember() throws IOException {
    int first = octet();
    if (first < 0) {
      if (!any) {
        throw cutOff();
      }
      ended = true;
      return false;
    }
    if (any && first == 0) {
      onlyZeros();
      ended = true;
      return false;
    }
    if (first != 0x1f || needed() != 0x8b) {
      throw new ArchiveException(
          any ? "something else follows the gzip data" : "damaged gzip data: wrong magic");
    }
    header();
    any = true;
    inMember = true;
    memberSize = 0;
    checksum.reset();
    inflater.reset();
    inflater.setInput(buffer, next, limit - next);
    return true;
  }

  private void header() throws IOException {
    int method = needed();
    int flags = needed();
    if (method != 8 || (flags & RESERVED) != 0) {
      throw new ArchiveException("damaged gzip data: unknown method or flags");
    }
    skip(6);
    if ((flags & FEXTRA) != 0) {
      skip(needed() | needed() << 8);
    }
    if ((flags & FNAME) != 0) {
      skipText();
    }
    if ((flags & FCOMMENT) != 0) {
      skipText();
    }
    if ((flags & FHCRC) != 0) {
      skip(2);
    }
  }

  private void endMember() throws IOException {
    long crc = little();
    long size = little();
    if (crc != checksum.getValue() || size != (memberSize & 0xffff_ffffL)) {
      throw new ArchiveException("damaged gzip data: checksum does not match");
    }
    inMember = false;
  }

  private void onlyZeros() throws IOException {
    for (int b = octet(); b >= 0; b = octet()) {
      if (b != 0) {
        throw new ArchiveException("something else follows the gzip data");
      }
    }
  }

  private long little() throws IOException {
    return needed() | (long) needed() << 8 | (long) needed() << 16 | (long) needed() << 24;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      needed();
    }
  }

  private void skipText() throws IOException {
    int length = 0;
    while (needed() != 0) {
      if (++length > 64 << 10) {
        throw new ArchiveException("damaged gzip data: header without end");
      }
    }
  }

  private int needed() throws IOException {
    int b = octet();
    if (b < 0) {
      throw cutOff();
    }
    return b;
  }

  private int octet() throws IOException {
    return next < limit || fill() ? buffer[next++] & 0xff : -1;
  }

  private boolean fill() throws IOException {
    next = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  private static ArchiveException cutOff() {
    return new ArchiveException("the gzip data is cut off");
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
