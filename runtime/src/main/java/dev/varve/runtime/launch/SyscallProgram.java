package dev.varve.runtime.launch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of system calls that a launcher carries out from first to last, and the data they point
 * at. Arguments are numbers or addresses; what is appended as data has its address at once. Not for
 * use by several threads.
 *
 * <p>A call that must succeed and does not ends the process: status 125, and {@link Report} says
 * which call it was and why.
 */
public final class SyscallProgram {

  /** Where the table's file lies in memory: after the launcher's text, see launcher-x86_64.s. */
  static final long BASE = 0x600200;

  static final int ENTRY_SIZE = 72;

  /** Address of the first entry, and room for the report of a failure. */
  private static final int HEADER_SIZE = 24;

  private static final int MUST_SUCCEED = 0;
  private static final int IGNORE = 1;
  private static final int BRANCH = 2;
  private static final int EXPECT = 3;

  /** A place in the table that a branch goes to. */
  public static final class Label {
    private int index = -1;
  }

  private record Entry(
      Call call, List<Long> args, int mode, long operand, List<Label> target, String what) {}

  private final Architecture architecture;
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final List<Entry> entries = new ArrayList<>();

  public SyscallProgram(Architecture architecture) {
    this.architecture = architecture;
    data.writeBytes(new byte[HEADER_SIZE]);
  }

  public Architecture architecture() {
    return architecture;
  }

  /**
   * A call that must succeed.
   *
   * @param what what it does, for the message when it fails: {@code mount /proc}
   */
  public void must(String what, Call call, long... args) {
    add(new Entry(call, list(args), MUST_SUCCEED, 0, List.of(), what));
  }

  /** A call whose result does not matter. */
  public void attempt(Call call, long... args) {
    add(new Entry(call, list(args), IGNORE, 0, List.of(), ""));
  }

  /** A call that must return just this. */
  public void expect(long result, String what, Call call, long... args) {
    add(new Entry(call, list(args), EXPECT, result, List.of(), what));
  }

  /** A call that must succeed; when its result is not 0 the program goes on at the label. */
  public void branch(Label label, String what, Call call, long... args) {
    add(new Entry(call, list(args), BRANCH, 0, List.of(label), what));
  }

  /** The next call is where the label is. */
  public void place(Label label) {
    label.index = entries.size();
  }

  /** Appends bytes, aligned for any use. Returns their address. */
  public long bytes(byte[] bytes) {
    while (data.size() % 8 != 0) {
      data.write(0);
    }
    long address = BASE + data.size();
    data.writeBytes(bytes);
    return address;
  }

  /** Appends a string in UTF-8 with its end mark. Returns its address. */
  public long string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long address = bytes(bytes);
    data.write(0);
    return address;
  }

  /** Appends numbers of eight bytes each. Returns the address of the first. */
  public long longs(long... values) {
    byte[] bytes = new byte[values.length * Long.BYTES];
    ByteBuffer buffer = little(bytes);
    for (long value : values) {
      buffer.putLong(value);
    }
    return bytes(bytes);
  }

  /** Appends numbers of four bytes each. Returns the address of the first. */
  public long ints(int... values) {
    byte[] bytes = new byte[values.length * Integer.BYTES];
    ByteBuffer buffer = little(bytes);
    for (int value : values) {
      buffer.putInt(value);
    }
    return bytes(bytes);
  }

  /** Appends strings and a list of their addresses that 0 ends, as execve(2) takes it. */
  public long strings(List<String> texts) {
    long[] addresses = new long[texts.size() + 1];
    for (int i = 0; i < texts.size(); i++) {
      addresses[i] = string(texts.get(i));
    }
    return longs(addresses);
  }

  /** What the call at this address does; for reports. */
  String what(long address) {
    long index = (address - tableAddress()) / ENTRY_SIZE;
    return index < 0 || index >= entries.size() ? "?" : entries.get((int) index).what();
  }

  /** Data and table as they lie in memory at {@link #BASE}. */
  byte[] image() {
    long table = tableAddress();
    int offset = (int) (table - BASE);
    byte[] bytes = new byte[offset + entries.size() * ENTRY_SIZE];
    ByteBuffer image = little(bytes);
    image.put(data.toByteArray());
    image.putLong(0, table);
    image.position(offset);
    for (Entry entry : entries) {
      image.putLong(entry.call().number(architecture));
      for (int i = 0; i < 6; i++) {
        image.putLong(i < entry.args().size() ? entry.args().get(i) : 0);
      }
      image.putLong(entry.mode());
      image.putLong(
          entry.target().isEmpty()
              ? entry.operand()
              : table + (long) entry.target().getFirst().index * ENTRY_SIZE);
    }
    return bytes;
  }

  private void add(Entry entry) {
    if (entry.args().size() > 6) {
      throw new IllegalArgumentException("more than six arguments: " + entry.call());
    }
    entries.add(entry);
  }

  private long tableAddress() {
    return (BASE + data.size() + 7) / 8 * 8;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static List<Long> list(long[] args) {
    return Arrays.stream(args).boxed().toList();
  }
}
